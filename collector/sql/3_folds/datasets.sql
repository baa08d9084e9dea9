-- Datasets that events list; one row a dataset.
-- key: namespace, name
-- unit: namespace, name
select
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen
from parts
group by namespace, name
