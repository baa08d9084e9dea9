-- Schemas told by DatasetEvents; one row a dataset, schema and day, so that one is found again that
-- goes and comes back.
-- key: namespace, name, schema_version, day
-- unit: namespace, name
select
    namespace,
    name,
    schema_version,
    day,
    min(first_stamp) as first_stamp,
    max(last_stamp) as last_stamp
from parts
group by namespace, name, schema_version, day
