-- A run that is known to have written the version.
-- id: I3
-- severity: critical
-- guards: 1
-- mlflow: send the run that trained it too, not only what the registry says
-- openlineage: send the training run with {model} among its `outputs`, or `"collector_model":
-- {"modelId": …, "sourceRunId": …}` on {model}
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    model_version as subject,
    format(
        'Version {} of {} is used, but no run that wrote it was told.', model_version, model_name
    ) as message
from model_versions
where run_id is null
