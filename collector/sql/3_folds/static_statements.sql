-- The latest word of JobEvents and DatasetEvents on lineage; one row a job or dataset and side.
-- key: kind, namespace, name, side
-- unit: kind, namespace, name
select
    kind,
    namespace,
    name,
    side,
    min(first_stamp) as first_stamp,
    max(last_stamp) as last_stamp,
    arg_max(statement, last_stamp) as statement
from parts
group by kind, namespace, name, side
