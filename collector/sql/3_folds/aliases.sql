-- Other names of datasets; one row a dataset, other name and type.
-- key: namespace, name, alias_namespace, alias_name, type
-- unit: namespace, name
select
    namespace,
    name,
    alias_namespace,
    alias_name,
    type,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen
from parts
group by namespace, name, alias_namespace, alias_name, type
