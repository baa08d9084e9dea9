-- A run that is known to have written the version.
-- id: I3
-- severity: critical
-- guards: 1
-- mlflow: sync the run that trained it (`collector mlflow sync`), not only the registry
-- openlineage: send the training run with the version as an output, or `sourceRunId` in
-- `collector_model`
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
