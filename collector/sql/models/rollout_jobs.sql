-- Jobs whose runs read the models that are asked for, as entities; one row a job.
-- reads: traced_listings
select distinct
    'job' as kind,
    runs.job_namespace as namespace,
    runs.job_name as name
from folds.traced_runs as runs
where
    runs.run_id in (select listed.run_id from traced_listings as listed)
    and runs.job_name is not null
