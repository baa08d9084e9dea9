-- What was measured of versions of models, every step; one row a version, run, metric, step,
-- moment, dataset and slice.
-- key: model_namespace, model_name, model_version, run_id, metric, step, measured_at, namespace,
-- name, version, slice
-- reads: metrics, model_mentions, registered_versions, identities
-- model_namespace: of the model
-- model_name: of the model
-- model_version: of the model
-- run_id: the run that measured; not always the one that wrote the version
-- metric: what was measured, such as accuracy
-- step: such as the epoch; null where not said
-- measured_at: the moment, where it is said
-- namespace: of the dataset that it was measured on; null where not said
-- name: of that dataset
-- version: of that dataset, as recorded
-- slice: part of the dataset, as said
-- value: null where JSON cannot carry it, such as NaN
-- higher_is_better: as said
-- lower_bound: of the confidence interval
-- upper_bound: of the confidence interval
-- is_last: the last value of this metric of the run, on this dataset and slice: the one without a
-- step, else that of the greatest
-- event_time: time of the event that told it
with

named as (
    select
        metrics.* exclude (model_namespace, model_name, dataset_namespace, dataset_name),
        coalesce(models.canonical_namespace, metrics.model_namespace) as model_namespace,
        coalesce(models.canonical_name, metrics.model_name) as model_name,
        coalesce(datasets.canonical_namespace, metrics.dataset_namespace) as namespace,
        coalesce(datasets.canonical_name, metrics.dataset_name) as name
    from metrics
    left outer join identities as models
        on metrics.model_namespace = models.namespace and metrics.model_name = models.name
    left outer join identities as datasets
        on
            metrics.dataset_namespace = datasets.namespace
            and metrics.dataset_name = datasets.name
),

-- What names no model is of those that the run wrote; else of those that it read.
of_runs as (
    select distinct
        run_id,
        namespace,
        name,
        version
    from model_mentions
    where run_id is not null and role = 'output'
    union
    select distinct
        run_id,
        namespace,
        name,
        version
    from model_mentions
    where
        run_id is not null
        and role = 'input'
        and run_id not in (
            select written.run_id
            from model_mentions as written
            where written.role = 'output' and written.run_id is not null
        )
),

attributed as (
    select
        named.* exclude (model_namespace, model_name, model_version),
        coalesce(named.model_namespace, of_runs.namespace) as model_namespace,
        coalesce(named.model_name, of_runs.name) as model_name,
        coalesce(registered.version, named.model_version, of_runs.version) as model_version
    from named
    left outer join registered_versions as registered
        on
            named.model_namespace = registered.namespace
            and named.model_name = registered.name
            and named.model_version = registered.model_id
    left outer join of_runs
        on
            named.run_id = of_runs.run_id
            and coalesce(named.model_namespace = of_runs.namespace, true)
            and coalesce(named.model_name = of_runs.name, true)
            and named.model_version is null
)

select
    model_namespace,
    model_name,
    model_version,
    run_id,
    metric,
    step,
    measured_at,
    namespace,
    name,
    dataset_version as version,
    slice,
    arg_max_null(outcome.value, stamp) as value,
    arg_max(outcome.higher_is_better, stamp) as higher_is_better,
    arg_max(outcome.lower_bound, stamp) as lower_bound,
    arg_max(outcome.upper_bound, stamp) as upper_bound,
    row_number() over (
        partition by
            model_namespace,
            model_name,
            model_version,
            run_id,
            metric,
            namespace,
            name,
            dataset_version,
            slice
        -- A value without a step is that of the whole run.
        order by step desc nulls first, measured_at desc nulls last, max(stamp) desc
    ) = 1 as is_last,
    max(outcome.event_time) as event_time
from attributed
where model_name is not null and model_version is not null
group by
    model_namespace,
    model_name,
    model_version,
    run_id,
    metric,
    step,
    measured_at,
    namespace,
    name,
    dataset_version,
    slice
