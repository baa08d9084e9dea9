-- Datasets of runs under the name that stands for them; one row a run, job, role and dataset.
-- Of a run that tells all in each event (COMPLETE_SNAPSHOT), what the latest one lists.
-- key: run_id, job_number, role, namespace, name
-- reads: runs, run_datasets, identities
with

snapshots as (
    select
        run_id,
        listed_stamp
    from runs
    where is_snapshot
),

listed as (
    select run_datasets.*
    from run_datasets
    left outer join snapshots on run_datasets.run_id = snapshots.run_id
    where
        snapshots.run_id is null
        or run_datasets.role = 'job'
        or run_datasets.last_stamp >= snapshots.listed_stamp
),

named as (
    select
        listed.*,
        identities.canonical_namespace,
        identities.canonical_name
    from listed
    left outer join identities
        on
            listed.namespace = identities.namespace
            and listed.name = identities.name
            and listed.role != 'job'
),

-- A run may list a dataset under several of its names.
joined as (
    select
        run_id,
        job_number,
        role,
        canonical_namespace as namespace,
        canonical_name as name,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen,
        max(version_stamp) as version_stamp,
        arg_max(version, version_stamp) as version,
        max(schema_stamp) as schema_stamp,
        arg_max(schema_version, schema_stamp) as schema_version,
        max(lifecycle_stamp) as lifecycle_stamp,
        arg_max(lifecycle_state, lifecycle_stamp) as lifecycle_state,
        max(statistics_stamp) as statistics_stamp,
        arg_max(statistics, statistics_stamp) as statistics,
        max(column_lineage_stamp) as column_lineage_stamp,
        arg_max_null(column_lineage, column_lineage_stamp) as column_lineage,
        list_sort(list_distinct(flatten(list(lineages) filter (lineages is not null)))) as lineages
    from named
    where canonical_name is not null
    group by run_id, job_number, role, canonical_namespace, canonical_name
)

select * exclude (last_stamp, canonical_namespace, canonical_name)
from named
where canonical_name is null
union all by name
select * from joined
