-- Models that the runs which read have written, or that are made of others; one row a model.
-- key: namespace, name
-- reads: radius_written, radius_bases
select
    namespace,
    name
from radius_written
where is_model
union
select
    namespace,
    name
from radius_bases
