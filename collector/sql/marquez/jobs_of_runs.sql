-- The jobs of the runs that are asked for; one row a job.
-- reads: runs of asked_runs
select distinct
    'job' as kind,
    job.namespace as namespace,
    job.name as name
from runs
where job.name is not null
