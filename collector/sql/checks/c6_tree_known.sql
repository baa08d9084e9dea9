-- Whether the code was as it was committed.
-- id: C6
-- severity: major
-- guards: 4
-- mlflow: set the tag `mlflow.source.git.dirty` of the run; MLflow alone does not
-- openlineage: with run {subject}: `"collector_reproducibility": {"code": {"dirty": false}}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'unknown' as outcome,
    runs.run_id as subject,
    'It was not recorded whether the code had changes that no commit has.' as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.is_dirty is null
