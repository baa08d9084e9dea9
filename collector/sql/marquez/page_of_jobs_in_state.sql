-- As `page_of_jobs`, of the jobs whose latest run is in one of some states, or that have none.
-- Parameters: $namespace, null for all; $states, a list of RunState; $limit and $offset.
-- reads: known_jobs
-- total_count: jobs that match
-- page: list of namespace and name
with

latest as (
    select
        namespace,
        name,
        arg_max(last_run_id, struct_pack(at := last_started_at, run_id := last_run_id)) as run_id
    from folds.pictures
    where is_of_runs
    group by namespace, name
),

ended as (
    select
        latest.namespace,
        latest.name,
        case shapes.state
            when 'COMPLETE' then 'COMPLETED'
            when 'FAIL' then 'FAILED'
            when 'ABORT' then 'ABORTED'
            when 'START' then 'RUNNING'
            else coalesce(shapes.state, 'NEW')
        end as state
    from latest
    inner join folds.run_shapes as shapes
        on
            hash(latest.run_id) = shapes.unit_number
            and latest.run_id = shapes.run_id
            and latest.namespace = shapes.namespace
            and latest.name = shapes.name
),

matching as materialized (
    select known_jobs.*
    from known_jobs
    left outer join ended using (namespace, name)
    where ended.state is null or list_contains($states::varchar[], ended.state)
)

select
    (select count(*) from matching) as total_count,
    array(
        select struct_pack(namespace := namespace, name := name)
        from matching
        order by last_seen desc nulls last, namespace, name
        limit $limit offset $offset
    ) as page
