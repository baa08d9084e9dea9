-- Hyperparameters.
-- id: P1
-- severity: critical
-- guards: 2
-- mlflow: `mlflow.autolog()`, or `mlflow.log_params({"max_depth": 5})`
-- openlineage: with run {subject}: `"executionParameters": {"parameters": [{"key": "max_depth",
-- "value": "5"}]}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    runs.run_id as subject,
    'No hyperparameters were recorded.' as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.parameter_count = 0
