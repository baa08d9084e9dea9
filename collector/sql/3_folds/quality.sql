-- Assertions, metrics and tests; one row a run, dataset, kind, check, assertion and field.
-- key: run_id, namespace, name, kind, check_name, assertion, field, params
-- unit: run_id
select
    run_id,
    namespace,
    name,
    kind,
    check_name,
    assertion,
    field,
    params,
    max(stamp) as stamp,
    arg_max(outcome, stamp) as outcome
from parts
group by run_id, namespace, name, kind, check_name, assertion, field, params
