-- The lineage that jobs had then, and what static events had said; as current_pictures.sql.
-- A run that was at work then counts with all that it was to list until its end.
-- Parameter: $as_of.
-- reads: static_pictures
with

runs as (
    select
        shapes.shape as picture,
        shapes.namespace,
        shapes.name,
        shapes.has_datasets,
        struct_pack(at := shapes.started_at, run_id := shapes.run_id) as run,
        shapes.state in ('COMPLETE', 'FAIL', 'ABORT')
        and make_timestamp((runs.terminal_stamp >> 64)::bigint) <= $as_of as has_ended,
        shapes.state = 'COMPLETE' as has_succeeded
    from folds.run_shapes as shapes
    inner join folds.runs on shapes.run_id = runs.run_id
    where shapes.started_at <= $as_of and shapes.namespace is not null and shapes.name is not null
),

of_runs as (
    select
        picture,
        namespace,
        name,
        has_datasets,
        max(run) as last_run,
        max(run) filter (has_ended) as last_ended_run,
        max(run) filter (has_ended and has_succeeded) as last_complete_run
    from runs
    group by picture, namespace, name, has_datasets
)

select
    of_runs.picture,
    'job' as kind,
    of_runs.namespace,
    of_runs.name
from of_runs
left outer join folds.endless_jobs as endless
    on of_runs.namespace = endless.namespace and of_runs.name = endless.name
qualify
    row_number() over (
        partition by of_runs.namespace, of_runs.name
        order by
            of_runs.has_datasets desc,
            case when endless.name is null then of_runs.last_complete_run end desc nulls last,
            case when endless.name is null then of_runs.last_ended_run end desc nulls last,
            of_runs.last_run desc,
            of_runs.picture
    ) = 1
union all
select
    picture,
    kind,
    namespace,
    name
from static_pictures
