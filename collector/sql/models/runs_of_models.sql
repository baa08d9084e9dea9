-- Runs that have to do with the models that are asked for, and runs of the same jobs, without what
-- it takes to run them again; one row a run.
-- reads: asked_names, model_statements, traced_datasets
with

near as (
    select run_id from traced_datasets
    union
    select run_id from model_statements
    union
    select source_run_id as run_id from model_statements
),

-- A job that served the model may serve another one since.
jobs as (
    select distinct
        runs.job_namespace,
        runs.job_name
    from folds.traced_runs as runs
    semi join (
        select run_id
        from traced_datasets
        where role = 'input'
    ) as listed using (run_id)
)

select
    run_id,
    job_namespace,
    job_name,
    state,
    started_at,
    ended_at
from folds.traced_runs
semi join near using (run_id)
union
select
    run_id,
    job_namespace,
    job_name,
    state,
    started_at,
    ended_at
from folds.traced_runs
semi join jobs using (job_namespace, job_name)
