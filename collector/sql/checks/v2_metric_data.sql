-- The data that metrics were measured on.
-- id: V2
-- severity: major
-- guards: risk
-- mlflow: `mlflow.log_metric("accuracy", value, dataset=dataset)`, or `mlflow.evaluate` on a logged
-- dataset
-- openlineage: in each metric of `collector_metrics`: `"dataset": {"namespace": …, "name": …,
-- "version": …}`
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    run_id as subject,
    format(
        '{} of {} metrics do not say on which data they were measured: {}.',
        count(*) filter (name is null),
        count(*),
        array_to_string(list_sort(list(distinct metric) filter (name is null))[:5], ', ')
    ) as message
from model_metrics
where is_last
group by model_namespace, model_name, model_version, run_id
having count(*) filter (name is null) > 0
