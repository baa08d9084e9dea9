-- A version that somebody named.
-- id: I1
-- severity: critical
-- guards: 1
-- mlflow: register the model: `mlflow.sklearn.log_model(model, name="{model}",
-- registered_model_name="{model}")`
-- openlineage: on the output {model}: `"facets": {"version": {"datasetVersion": "1"}}`
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    run_id as subject,
    format(
        'Model {} was written by run {} without a version; its versions cannot be told apart.',
        model_name,
        run_id
    ) as message
from model_versions
where not is_recorded
union all
select
    models.namespace as model_namespace,
    models.name as model_name,
    null as model_version,
    'failed' as outcome,
    models.name as subject,
    format('No version of {} was ever named, and no run is known that wrote it.', models.name)
        as message
from model_names as models
anti join model_versions as versions
    on models.namespace = versions.model_namespace and models.name = versions.model_name
