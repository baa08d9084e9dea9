-- Runs that read what the last round has reached, of those that read or write models; one row a run
-- and dataset, of a model a run and version.
-- reads: reached_tables, reached_versions, model_reads
-- hops: from the start to what was read
-- version: that was read, as recorded
-- part_role: training, test and so on, as said
-- via_version: of the model that was read; null of a table
with

names as (
    select
        namespace,
        name,
        namespace as canonical_namespace,
        name as canonical_name,
        hops
    from reached_tables
    union all
    select
        identities.namespace,
        identities.name,
        reached_tables.namespace as canonical_namespace,
        reached_tables.name as canonical_name,
        reached_tables.hops
    from reached_tables
    inner join folds.identities
        on
            reached_tables.namespace = identities.canonical_namespace
            and reached_tables.name = identities.canonical_name
    where
        identities.namespace != reached_tables.namespace
        or identities.name != reached_tables.name
)

select
    listed.run_id,
    names.canonical_namespace as namespace,
    names.canonical_name as name,
    names.hops,
    listed.version,
    listed.part.role as part_role,
    null::varchar as via_version
from folds.traced_datasets as listed
inner join names on listed.namespace = names.namespace and listed.name = names.name
where listed.role = 'input'
union all
select
    reads.run_id,
    reads.namespace,
    reads.name,
    versions.hops,
    reads.version,
    reads.part_role,
    versions.version as via_version
from model_reads as reads
inner join reached_versions as versions
    on
        reads.namespace = versions.namespace
        and reads.name = versions.name
        and coalesce(reads.version, versions.version) = versions.version
