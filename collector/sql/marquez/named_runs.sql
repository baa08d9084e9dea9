-- Runs of a job that others name and that may not have spoken; one row a run.
-- Parameters: $namespace and $name.
with

told as (
    select
        run_id,
        last_stamp,
        job
    from folds.runs_parts
    union all
    select
        run_id,
        last_stamp,
        job
    from folds.runs_settled
)

select distinct run_id
from told
where last_stamp is null and job.name = $name and job.namespace = $namespace
