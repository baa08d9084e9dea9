-- Every word of JobEvents and DatasetEvents on lineage; one row a job or dataset, side and event.
-- key: kind, namespace, name, side, stamp
-- unit: kind, namespace, name
select
    kind,
    namespace,
    name,
    side,
    stamp,
    any_value(statement) as statement
from parts
group by kind, namespace, name, side, stamp
