-- Training data.
-- id: D1
-- severity: critical
-- guards: 2
-- mlflow: `mlflow.log_input(dataset, context="training")` before or while training
-- openlineage: list the dataset among the `inputs` of the training run, with
-- `collector_datasetRole`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    versions.run_id as subject,
    format(
        'No training data was recorded for version {}; nothing links data to the model.',
        versions.model_version
    ) as message
from model_versions as versions
anti join (select * from model_inputs where feeds) as inputs
    using (model_namespace, model_name, model_version)
where versions.run_id is not null
