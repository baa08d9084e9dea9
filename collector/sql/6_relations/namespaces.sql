-- Namespaces of jobs and datasets; one row a namespace.
-- key: namespace
-- namespace: as sent; of a dataset, after the identity rules
-- job_count: jobs in it
-- dataset_count: datasets in it
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
with

things as (
    select
        namespace,
        1 as job_count,
        0 as dataset_count,
        first_seen,
        last_seen
    from jobs
    union all
    select
        namespace,
        0 as job_count,
        1 as dataset_count,
        first_seen,
        last_seen
    from folds.dataset_names
)

select
    namespace,
    sum(job_count)::bigint as job_count,
    sum(dataset_count)::bigint as dataset_count,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen
from things
group by namespace
