-- Former names of datasets; one row a dataset and former name.
-- key: namespace, name, previous_namespace, previous_name
-- unit: namespace, name
select
    namespace,
    name,
    previous_namespace,
    previous_name,
    min(first_stamp) as first_stamp,
    max(last_stamp) as last_stamp,
    arg_min(first_run_id, first_stamp) as first_run_id,
    arg_max(last_run_id, last_stamp) as last_run_id
from parts
group by namespace, name, previous_namespace, previous_name
