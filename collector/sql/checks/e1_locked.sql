-- Versions of all libraries.
-- id: E1
-- severity: major
-- guards: 4
-- mlflow: `collector.ml`, or a container whose digest is recorded
-- openlineage: send `lockfile.sha256` or `container.digest` in `collector_environment`
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
