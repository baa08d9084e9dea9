-- Metrics of the version.
-- id: V1
-- severity: major
-- guards: risk
-- mlflow: `mlflow.log_metric("accuracy", value)` in the run that logs the model
-- openlineage: with the run: `"collector_metrics": {"metrics": [{"name": "accuracy", "value": 0.9,
-- "model": {"namespace": …, "name": "{model}", "version": "{version}"}}]}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    versions.model_version as subject,
    format('No metric is known of version {}.', versions.model_version) as message
from model_versions as versions
anti join model_metrics using (model_namespace, model_name, model_version)
