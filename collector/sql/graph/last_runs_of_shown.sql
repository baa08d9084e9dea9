-- The runs of jobs that are shown that started last; one row a job.
-- key: namespace, name
-- namespace: of the job
-- name: of the job
-- run_id: the run
-- reads: shown
with

runs as (
    select
        namespace,
        name,
        last_run
    from folds.picture_runs
    semi join shown using (namespace, name)
    union all
    select
        namespace,
        name,
        struct_pack(at := started_at, run_id := run_id) as last_run
    from folds.open_shapes
    semi join shown using (namespace, name)
)

select
    namespace,
    name,
    max(last_run).run_id as run_id
from runs
group by namespace, name
