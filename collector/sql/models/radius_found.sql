-- The versions that the last round has found, with the way there; one row a version.
-- key: namespace, name, version
-- reads: radius_fed
-- $most: hops
select
    fed.namespace,
    fed.name,
    fed.version,
    fed.nearest.run_id,
    fed.nearest.hops,
    fed.nearest.via_namespace,
    fed.nearest.via_name,
    fed.nearest.via_version,
    fed.nearest.read_version,
    runs.job_namespace,
    runs.job_name,
    null::varchar as grade,
    false as is_possible
from radius_fed as fed
left outer join folds.traced_runs as runs on fed.nearest.run_id = runs.run_id
where fed.nearest.hops <= $most
