-- What runs wrote and when that was done; one row a run and dataset.
-- key: run_id, namespace, name
select
    listed.run_id,
    listed.namespace,
    listed.name,
    listed.version,
    runs.job.namespace as job_namespace,
    runs.job.name as job_name,
    coalesce(runs.terminal_type, runs.open_type) as state,
    make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint) as ended_at
from folds.listed_datasets as listed
inner join folds.runs on listed.run_id = runs.run_id
where listed.role = 'output'
