-- Datasets of runs under the name that stands for them; one row a run, role and dataset.
-- key: run_id, role, namespace, name
with

-- Runs of several jobs, or of one that had no name at first, may list a dataset for each.
several as (
    select run_id
    from folds.runs
    where least_job != greatest_job
)

select
    run_id,
    role,
    namespace,
    name,
    first_seen,
    last_seen,
    version,
    schema_version,
    schema_stamp,
    lifecycle_state,
    statistics,
    null::ubigint[] as job_numbers
from folds.job_listings
anti join several using (run_id)
union all
select
    run_id,
    role,
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    arg_max(version, version_stamp) as version,
    arg_max(schema_version, schema_stamp) as schema_version,
    max(schema_stamp) as schema_stamp,
    arg_max(lifecycle_state, lifecycle_stamp) as lifecycle_state,
    arg_max(statistics, statistics_stamp) as statistics,
    list_sort(list(job_number)) as job_numbers
from folds.job_listings
semi join several using (run_id)
group by run_id, role, namespace, name
