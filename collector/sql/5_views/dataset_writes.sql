-- What runs wrote and when that was done; one row a run and dataset.
-- key: run_id, namespace, name
-- reads: run_datasets, runs, identities
select
    listed.run_id,
    coalesce(identities.canonical_namespace, listed.namespace) as namespace,
    coalesce(identities.canonical_name, listed.name) as name,
    arg_max(nullif(listed.version, ''), listed.version_stamp) as version,
    any_value(runs.job.namespace) as job_namespace,
    any_value(runs.job.name) as job_name,
    any_value(coalesce(runs.terminal_type, runs.open_type)) as state,
    any_value(make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint)) as ended_at
from run_datasets as listed
inner join runs on listed.run_id = runs.run_id
left outer join identities
    on listed.namespace = identities.namespace and listed.name = identities.name
where
    listed.role = 'output'
    and (not coalesce(runs.is_snapshot, false) or listed.last_stamp >= runs.listed_stamp)
group by
    listed.run_id,
    coalesce(identities.canonical_namespace, listed.namespace),
    coalesce(identities.canonical_name, listed.name)
