-- Versions that are on the way to others, or to tables; one row a version.
-- key: namespace, name, version
-- reads: radius_versions, radius_writing
with

passed as (
    from radius_writing
    union
    select
        via_namespace as namespace,
        via_name as name,
        via_version as version
    from radius_versions
    where via_version is not null
)

select versions.*
from radius_versions as versions
semi join passed using (namespace, name, version)
