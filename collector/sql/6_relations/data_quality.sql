-- Assertions, metrics and tests; one row a run, dataset, kind, check, assertion, field and
-- parameters. dbt tells a singular test twice: by a run of its own (test) and of its dataset.
-- key: run_id, namespace, name, kind, check_name, assertion, field, params
-- run_id: run that checked or measured; null where a DatasetEvent says it
-- namespace: of the dataset; null for a test of a run
-- name: of the dataset; null for a test of a run
-- kind: assertion, metric or test
-- check_name: name of the assertion or test; what was measured
-- assertion: kind of the assertion or type of the test, such as not_null; null if not said
-- field: column; null for the whole dataset
-- params: parameters of the check, as JSON; null without any
-- status: pass or fail, or as sent; null for a metric
-- severity: as sent
-- expected: as sent
-- actual: as sent
-- value: what was measured; null for others
-- event_time: time of the latest event that says so
with

named as (
    select
        quality.* exclude (namespace, name),
        coalesce(identities.canonical_namespace, quality.namespace) as namespace,
        coalesce(identities.canonical_name, quality.name) as name
    from folds.quality
    left outer join folds.identities
        on quality.namespace = identities.namespace and quality.name = identities.name
),

latest as (
    select
        run_id,
        namespace,
        name,
        kind,
        check_name,
        assertion,
        field,
        params,
        arg_max(outcome, stamp) as outcome
    from named
    group by run_id, namespace, name, kind, check_name, assertion, field, params
)

select
    nullif(run_id, '') as run_id,
    case when kind != 'test' then namespace end as namespace,
    case when kind != 'test' then name end as name,
    kind,
    check_name,
    nullif(assertion, '') as assertion,
    nullif(field, '') as field,
    nullif(params, '') as params,
    outcome.status as status,
    outcome.severity as severity,
    outcome.expected as expected,
    outcome.actual as actual,
    outcome.value as value,
    outcome.event_time as event_time
from latest
