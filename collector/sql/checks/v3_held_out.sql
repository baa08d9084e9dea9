-- Metrics on data that it was not trained on.
-- id: V3
-- severity: major
-- guards: risk
-- mlflow: `mlflow.evaluate` on data that was held out
-- openlineage: measure on data that was held out, and send that as `dataset` of the metric
with

measured as (
    select
        metrics.model_namespace,
        metrics.model_name,
        metrics.model_version,
        metrics.name is not null as is_named,
        inputs.name is not null and metrics.slice is null as is_on_training_data
    from model_metrics as metrics
    left outer join model_inputs as inputs
        on
            inputs.feeds
            and metrics.model_namespace = inputs.model_namespace
            and metrics.model_name = inputs.model_name
            and metrics.model_version = inputs.model_version
            and metrics.namespace = inputs.namespace
            and metrics.name = inputs.name
            and coalesce(metrics.version = inputs.version or inputs.grade != 'recorded', true)
    where metrics.is_last
),

judged as (
    select
        model_namespace,
        model_name,
        model_version,
        bool_or(is_named and not is_on_training_data) as is_held_out,
        bool_or(not is_named) as has_unnamed
    from measured
    group by model_namespace, model_name, model_version
)

select
    model_namespace,
    model_name,
    model_version,
    case when has_unnamed then 'unknown' else 'failed' end as outcome,
    model_version as subject,
    format(
        case
            when has_unnamed
                then 'Nothing tells of a metric of version {} on data that it was not trained on.'
            else 'Version {} was measured on its training data only.'
        end,
        model_version
    ) as message
from judged
where not is_held_out
