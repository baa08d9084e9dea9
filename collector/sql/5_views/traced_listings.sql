-- What runs that write or read models list, under the names that stand for the datasets; one row a
-- run, role and dataset.
-- key: run_id, role, namespace, name
-- reads: traced_datasets, identities
with

-- Of other datasets a run says everything under one name.
named as (
    select
        namespace,
        name
    from identities
    union
    select
        canonical_namespace as namespace,
        canonical_name as name
    from identities
)

select
    run_id,
    role,
    namespace,
    name,
    last_seen,
    version,
    schema_version,
    statistics,
    part
from traced_datasets
anti join named using (namespace, name)
union all
select
    listed.run_id,
    listed.role,
    coalesce(identities.canonical_namespace, listed.namespace) as namespace,
    coalesce(identities.canonical_name, listed.name) as name,
    max(listed.last_seen) as last_seen,
    arg_max(listed.version, listed.version_stamp) as version,
    arg_max(listed.schema_version, listed.schema_stamp) as schema_version,
    arg_max(listed.statistics, listed.statistics_stamp) as statistics,
    arg_max(listed.part, listed.part_stamp) as part
from traced_datasets as listed
semi join named using (namespace, name)
left outer join identities
    on listed.namespace = identities.namespace and listed.name = identities.name
group by all
