-- All runs of the jobs that read the models: what was rolled out is replaced by any next run.
-- reads: rollout_jobs
select
    run_id,
    job_namespace,
    job_name,
    state,
    started_at,
    ended_at
from folds.traced_runs
where (job_namespace, job_name) in (select (jobs.namespace, jobs.name) from rollout_jobs as jobs)
