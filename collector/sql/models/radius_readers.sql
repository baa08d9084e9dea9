-- Runs that read what the last round has reached, of those that read or write models; one row a run
-- and dataset, of a model a run and version.
-- reads: reached_names, listed_inputs, reached_versions, model_reads
-- hops: from the start to what was read
-- version: that was read, as recorded
-- part_role: training, test and so on, as said
-- via_version: of the model that was read; null of a table
select
    listed.run_id,
    names.canonical_namespace as namespace,
    names.canonical_name as name,
    names.hops,
    listed.version,
    listed.part_role,
    null::varchar as via_version
from listed_inputs as listed
inner join reached_names as names
    on listed.namespace = names.namespace and listed.name = names.name
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
