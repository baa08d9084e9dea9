-- What has a picture that the batch may change: jobs, and datasets that speak for themselves; also
-- jobs that runs of the batch were taken for before; one row a job or dataset.
select
    'job' as kind,
    job_namespace as namespace,
    job_name as name
from parsed_events
where job_namespace is not null and job_name is not null
union
select
    'job' as kind,
    namespace,
    name
from folds.run_shapes
semi join touched_runs using (run_id)
where namespace is not null and name is not null
union
select
    'dataset' as kind,
    namespace,
    name
from event_datasets
where kind = 'DatasetEvent'
