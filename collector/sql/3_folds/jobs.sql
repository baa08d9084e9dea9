-- Jobs that events name; one row a job.
-- key: namespace, name
-- unit: namespace, name
select
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    bool_or(has_events) as has_events,
    bool_or(has_runs) as has_runs,
    max(processing_stamp) as processing_stamp,
    arg_max_null(processing_type, processing_stamp) as processing_type,
    max(parent_stamp) as parent_stamp,
    arg_max(parent, parent_stamp) as parent
from parts
group by namespace, name
