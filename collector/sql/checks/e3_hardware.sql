-- Hardware that it was trained on.
-- id: E3
-- severity: minor
-- guards: risk
-- mlflow: `mlflow.enable_system_metrics_logging()`
-- openlineage: with run {subject}: `"collector_environment": {"hardware": {"cpuCount": 8,
-- "accelerators": [{"type": "gpu", "model": …}]}}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'unknown' as outcome,
    runs.run_id as subject,
    'The hardware of the training is not known.' as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.hardware is null
