-- Jobs whose runs list the models that are asked for, as entities; one row a job.
-- reads: traced_runs, traced_datasets
select distinct
    'job' as kind,
    runs.job_namespace as namespace,
    runs.job_name as name
from traced_runs as runs
semi join (
    select run_id
    from traced_datasets
    where role = 'input'
) as listed using (run_id)
where runs.job_name is not null
