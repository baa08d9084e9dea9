-- Jobs that events name; one row a job.
-- key: namespace, name
-- unit: namespace, name
select
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    bool_or(has_events) as has_events,
    max(run_stamp) as run_stamp,
    arg_max(latest_run_id, run_stamp) as latest_run_id,
    max(parent_stamp) as parent_stamp,
    arg_max(parent, parent_stamp) as parent
from parts
group by namespace, name
