-- Versions of all libraries.
-- id: E1
-- severity: major
-- guards: 4
-- mlflow: log the lock file and tag the run with its sha256; or train in a container and tag its
-- digest
-- openlineage: with run {subject}: `"collector_environment": {"lockfile": {"sha256": …}}`, or
-- `"container": {"image": …, "digest": …}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    runs.run_id as subject,
    'No lock file and no container tells the versions of the libraries.' as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.lockfile_sha256 is null and runs.container_digest is null
