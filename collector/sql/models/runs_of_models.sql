-- Runs that have to do with the models that are asked for, and runs of the same jobs; one row a
-- run.
-- reads: asked_names, model_statements, traced_datasets
with

near as (
    select run_id from traced_datasets
    union
    select run_id from model_statements
    union
    select source_run_id from model_statements
),

-- A job that served the model may serve another one since.
jobs as (
    select distinct
        runs.job_namespace,
        runs.job_name
    from folds.traced_runs as runs
    semi join traced_datasets as listed on runs.run_id = listed.run_id and listed.role = 'input'
)

select *
from folds.traced_runs as runs
where
    runs.run_id in (select near.run_id from near)
    or exists (
        select jobs.job_name
        from jobs
        where jobs.job_namespace = runs.job_namespace and jobs.job_name = runs.job_name
    )
