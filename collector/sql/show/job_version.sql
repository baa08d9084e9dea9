-- Versions of a job that a text may mean; one row a version.
-- Parameters: $namespace and $name; $version: one, its beginning or its end, null for the current.
-- version: identifier of the version
-- first_seen: start of its first run, or time of the first JobEvent
-- last_seen: last event of its runs, or time of the last JobEvent
-- run_count: runs of this version
-- last_run_id: run that started last of its runs
-- location_url: where the code is
-- location_version: version of the code, such as a commit
-- inputs: list of namespace and name of the datasets read
-- outputs: list of namespace and name of the datasets written
select
    version,
    first_seen,
    last_seen,
    run_count,
    last_run_id,
    location_url,
    location_version,
    inputs,
    outputs
from job_versions
where
    namespace = $namespace
    and name = $name
    and (
        is_current and $version is null
        or starts_with(version, $version)
        or ends_with(version, $version)
    )
order by version
