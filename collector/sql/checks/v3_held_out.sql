-- Metrics on data that it was not trained on.
-- id: V3
-- severity: major
-- guards: risk
-- mlflow: `mlflow.evaluate` on data that was held out
-- openlineage: measure on held-out data, and send it as `dataset` of the metric
with

measured as (
    select
        metrics.model_namespace,
        metrics.model_name,
        metrics.model_version,
        bool_and(coalesce(inputs.feeds, false)) as is_on_training_data
    from model_metrics as metrics
    left outer join model_inputs as inputs
        on
            metrics.model_namespace = inputs.model_namespace
            and metrics.model_name = inputs.model_name
            and metrics.model_version = inputs.model_version
            and metrics.namespace = inputs.namespace
            and metrics.name = inputs.name
    where metrics.name is not null
    group by metrics.model_namespace, metrics.model_name, metrics.model_version
)

select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    model_version as subject,
    format('Version {} was measured on its training data only.', model_version) as message
from measured
where is_on_training_data
