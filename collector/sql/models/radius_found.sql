-- The versions that the last round has found, with the way there; one row a version.
-- key: namespace, name, version
-- reads: radius_fed
select
    namespace,
    name,
    version,
    nearest.run_id,
    nearest.hops,
    nearest.via_namespace,
    nearest.via_name,
    nearest.via_version,
    nearest.read_version
from radius_fed
