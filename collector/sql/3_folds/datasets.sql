-- Datasets that events list; one row a dataset.
-- key: namespace, name
-- unit: namespace, name
select
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    max(written_stamp) as written_stamp,
    arg_max(writer_run_id, written_stamp) as writer_run_id
from parts
group by namespace, name
