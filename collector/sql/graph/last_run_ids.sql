-- Which runs of jobs that are shown started last; one row a job.
-- As the relations that it reads, but of the jobs that are shown alone; see fold/derived.py.
-- key: namespace, name
-- namespace: of the job
-- name: of the job
-- run_id: the run
-- picture: what it read and wrote; null until it ends
-- reads: picture_runs, open_shapes, open_markers
with

recounted as (
    select
        namespace,
        name,
        max(turn) as turn
    from picture_runs
    where is_marker
    group by namespace, name
),

made as (
    select
        run_id,
        max(turn) as turn
    from open_markers
    semi join open_shapes using (run_id)
    group by run_id
),

runs as (
    select
        picture_runs.namespace,
        picture_runs.name,
        picture_runs.last_run,
        picture_runs.picture
    from picture_runs
    left outer join recounted
        on
            picture_runs.namespace = recounted.namespace
            and picture_runs.name = recounted.name
    where picture_runs.last_run is not null and picture_runs.turn >= coalesce(recounted.turn, -1)
    union all
    select
        open_shapes.namespace,
        open_shapes.name,
        struct_pack(at := open_shapes.started_at, run_id := open_shapes.run_id) as last_run,
        null as picture
    from open_shapes
    left outer join made on open_shapes.run_id = made.run_id
    where open_shapes.turn = coalesce(made.turn, -1)
)

select
    namespace,
    name,
    max(last_run).run_id as run_id,
    arg_max_null(picture, last_run) as picture
from runs
group by namespace, name
