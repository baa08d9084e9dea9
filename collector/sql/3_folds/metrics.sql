-- What runs measured, every step; one row a run, metric, step, moment, dataset, model and slice.
-- key: run_id, metric, step, measured_at, dataset_namespace, dataset_name, dataset_version,
-- model_namespace, model_name, model_version, slice
-- unit: run_id
select
    run_id,
    metric,
    step,
    measured_at,
    dataset_namespace,
    dataset_name,
    dataset_version,
    model_namespace,
    model_name,
    model_version,
    slice,
    max(stamp) as stamp,
    arg_max(outcome, stamp) as outcome
from parts
group by
    run_id,
    metric,
    step,
    measured_at,
    dataset_namespace,
    dataset_name,
    dataset_version,
    model_namespace,
    model_name,
    model_version,
    slice
