-- What the runs of a batch measured. What a list tells twice counts as it is told last.
with

listed as (
    select
        run_id,
        stamp,
        event_time,
        from_json(
            value -> '$.metrics',
            '[{
                "name": "VARCHAR", "value": "DOUBLE", "step": "BIGINT", "timestamp": "VARCHAR",
                "dataset": {"namespace": "VARCHAR", "name": "VARCHAR", "version": "VARCHAR"},
                "model": {"namespace": "VARCHAR", "name": "VARCHAR", "version": "VARCHAR"},
                "slice": "VARCHAR", "higherIsBetter": "BOOLEAN",
                "confidenceInterval": {"lowerBound": "DOUBLE", "upperBound": "DOUBLE"}
            }]'
        ) as metrics
    from event_run_facets
    where role = 'run' and facet = 'collector_metrics'
),

measured as (
    select
        run_id,
        stamp + generate_subscripts(metrics, 1) % 65536 as stamp,
        event_time,
        unnest(metrics) as metric
    from listed
)

select
    run_id,
    metric.name as metric,
    metric.step as step,
    utc_time(metric.timestamp) as measured_at,
    dataset_namespace(metric.dataset.namespace) as dataset_namespace,
    dataset_name(metric.dataset.namespace, metric.dataset.name) as dataset_name,
    metric.dataset.version as dataset_version,
    dataset_namespace(metric.model.namespace) as model_namespace,
    dataset_name(metric.model.namespace, metric.model.name) as model_name,
    metric.model.version as model_version,
    metric.slice as slice,
    stamp,
    struct_pack(
        event_time := event_time,
        value := metric.value,
        higher_is_better := metric.higherisbetter,
        lower_bound := metric.confidenceinterval.lowerbound,
        upper_bound := metric.confidenceinterval.upperbound
    ) as outcome
from measured
where metric.name is not null
