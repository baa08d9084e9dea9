-- The last values of what was measured of the gathered versions; one row a version, run, metric,
-- dataset and slice.
-- key: model_version, run_id, metric, namespace, name, version, slice
-- point_count: values that were told in all
with

counted as (
    select
        *,
        count(*) over (
            partition by
                model_namespace, model_name, model_version, run_id, metric, namespace, name,
                version, slice
        ) as point_count
    from model_metrics
)

select * exclude (model_namespace, model_name, is_last)
from counted
where is_last
order by model_version, metric, namespace, name, slice, run_id
