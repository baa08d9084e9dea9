-- Which runs of a job a page of the list shows, those that started last first; one row.
-- Parameters: $namespace, $name, $limit and $offset.
-- reads: named_runs, runs of named_runs
-- total_count: runs of the job
-- page: list of run ids
with

matching as materialized (
    select
        run_id,
        started_at
    from folds.run_shapes
    where namespace = $namespace and name = $name
    union all
    select
        run_id,
        null as started_at
    from runs
    where job.namespace = $namespace and job.name = $name and last_stamp is null
),

page as (
    select * from matching
    order by started_at desc nulls last, run_id desc
    limit $limit offset $offset
)

select
    (select count(*) from matching) as total_count,
    (select list(run_id order by started_at desc nulls last, run_id desc) from page) as page
