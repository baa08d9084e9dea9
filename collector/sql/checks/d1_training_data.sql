-- Training data.
-- id: D1
-- severity: critical
-- guards: 2
-- mlflow: `mlflow.log_input(dataset, context="training")` before the training
-- openlineage: in the `inputs` of the training run: `{"namespace": …, "name": …, "inputFacets":
-- {"collector_datasetRole": {"role": "training"}}}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    versions.run_id as subject,
    format(
        'No training data was recorded for version {} of {}; nothing links data to the model.',
        versions.model_version,
        versions.model_name
    ) as message
from model_versions as versions
anti join (
    select *
    from model_inputs
    where feeds
) as inputs
    using (model_namespace, model_name, model_version)
where versions.run_id is not null
union all
select
    model_namespace,
    model_name,
    model_version,
    'unknown' as outcome,
    concat_ws(':', namespace, name) as subject,
    format('Nothing says what {} was read for; it counts as training data.', name) as message
from model_inputs
where feeds and role is null and not is_model
