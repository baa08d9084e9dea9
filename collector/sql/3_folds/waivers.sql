-- Findings that are accepted for a time, by the latest word; one row a model, version and check.
-- key: namespace, name, version, check_id
-- unit: namespace, name, version
select
    namespace,
    name,
    version,
    check_id,
    max(stamp) as stamp,
    arg_max(said, stamp) as said
from parts
group by namespace, name, version, check_id
