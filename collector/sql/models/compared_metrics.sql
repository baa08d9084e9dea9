-- The last values of what was measured of two gathered versions, side by side; one row a metric,
-- dataset and slice. Where several runs measured the same, the one that told it last.
-- key: metric, namespace, name, slice
-- $before: one version
-- $after: the other
-- delta: after less before
-- is_better: null where they are equal, or it is not said which way is better
with

measured as (
    select
        model_version,
        metric,
        namespace,
        name,
        slice,
        arg_max_null(value, struct_pack(at := event_time, run_id := run_id)) as value,
        max(higher_is_better) as higher_is_better
    from model_metrics
    where is_last
    group by model_version, metric, namespace, name, slice
),

earlier as (
    select * from measured
    where model_version = $before
),

later as (
    select * from measured
    where model_version = $after
)

select
    coalesce(later.metric, earlier.metric) as metric,
    coalesce(later.namespace, earlier.namespace) as namespace,
    coalesce(later.name, earlier.name) as name,
    coalesce(later.slice, earlier.slice) as slice,
    earlier.value as before,
    later.value as after,
    later.value - earlier.value as delta,
    case
        when later.value = earlier.value then null
        when coalesce(later.higher_is_better, earlier.higher_is_better)
            then later.value > earlier.value
        when not coalesce(later.higher_is_better, earlier.higher_is_better)
            then later.value < earlier.value
    end as is_better
from earlier
full outer join later
    on
        earlier.metric = later.metric
        and earlier.namespace is not distinct from later.namespace
        and earlier.name is not distinct from later.name
        and earlier.slice is not distinct from later.slice
order by metric, namespace, name, slice
