-- What runs that write or read models list, by the names that they use; one row a run, role and
-- dataset. Of a run that tells all in each event (COMPLETE_SNAPSHOT), what the latest one lists.
-- key: run_id, role, namespace, name
-- unit: run_id
-- reads: runs, run_datasets
select
    hash(listed.run_id) as unit_number,
    listed.run_id,
    listed.role,
    listed.namespace,
    listed.name,
    max(listed.last_seen) as last_seen,
    max(listed.version_stamp) as version_stamp,
    arg_max(listed.version, listed.version_stamp) as version,
    max(listed.statistics_stamp) as statistics_stamp,
    arg_max(listed.statistics, listed.statistics_stamp) as statistics
from run_datasets as listed
inner join runs on listed.run_id = runs.run_id
where
    listed.role != 'job'
    and (not coalesce(runs.is_snapshot, false) or listed.last_stamp >= runs.listed_stamp)
group by listed.run_id, listed.role, listed.namespace, listed.name
