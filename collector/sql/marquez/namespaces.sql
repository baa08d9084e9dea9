-- Namespaces as Marquez tells of them, by name; one row a namespace, or one without.
-- They are those of the relation `namespaces`.
-- Parameters: $namespace, null for all; $limit and $offset. Lower-case columns are no members of
-- the answer.
-- reads: known_jobs
-- total_count: namespaces that match
with

things as (
    select
        namespace,
        1 as job_count,
        0 as dataset_count,
        first_seen,
        last_seen
    from known_jobs
    union all
    select
        namespace,
        0 as job_count,
        1 as dataset_count,
        first_seen,
        last_seen
    from folds.dataset_names
    where $namespace::varchar is null or namespace = $namespace
),

matching as (
    select
        namespace,
        sum(job_count)::bigint as job_count,
        sum(dataset_count)::bigint as dataset_count,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen
    from things
    group by namespace
),

counted as (select count(*) as total_count from matching),

page as (
    select * from matching
    order by namespace
    limit $limit offset $offset
)

select
    counted.total_count,
    page.namespace as name,
    page.first_seen as "createdAt",
    page.last_seen as "updatedAt",
    'anonymous' as "ownerName",
    null as description,
    false as "isHidden",
    page.job_count as "jobCount",
    page.dataset_count as "datasetCount"
from counted
left outer join page on true
order by page.namespace
