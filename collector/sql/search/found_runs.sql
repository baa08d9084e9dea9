-- Runs whose identifier begins with a text, the latest first; one row each, or one without any.
-- Parameters: $text; $namespace of the job, $since and $before, null for any; $sort (rank, name or
-- updated), $limit, $offset.
-- total_count: how many there are
-- run_id: the run
-- namespace: of its job
-- last_seen: time of the last event that names it
with

matching as (
    select
        run_id,
        job.namespace as namespace,
        last_seen
    from folds.runs
    where
        starts_with(lower(run_id), lower($text))
        and ($namespace::varchar is null or job.namespace = $namespace)
        and ($since::timestamp is null or last_seen >= $since)
        and ($before::timestamp is null or last_seen < $before)
),

page as (
    select *
    from matching
    order by
        case when $sort = 'name' then run_id end,
        last_seen desc nulls last,
        run_id
    limit $limit offset $offset
),

total as (
    select count(*) as total_count
    from matching
)

select
    total.total_count,
    page.*
from total
left outer join page on true
order by
    case when $sort = 'name' then page.run_id end,
    page.last_seen desc nulls last,
    page.run_id
