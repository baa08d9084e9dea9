-- The assertions, metrics and tests of a batch.
with

said as (
    select
        stamp,
        event_time,
        run_id,
        namespace,
        name,
        facet,
        value
    from event_facets
    where
        kind = 'dataset'
        and facet in ('dataQualityAssertions', 'dataQualityMetrics')
        and not is_deleted
    union all
    select
        stamp,
        event_time,
        run_id,
        namespace,
        name,
        facet,
        value
    from event_run_facets
    where facet in ('dataQualityAssertions', 'dataQualityMetrics', 'test')
),

assertions as (
    select
        * exclude (value),
        unnest(from_json(
            value -> '$.assertions',
            '[{
                "assertion": "VARCHAR", "success": "BOOLEAN", "column": "VARCHAR",
                "severity": "VARCHAR", "name": "VARCHAR", "expected": "VARCHAR",
                "actual": "VARCHAR", "params": "JSON"
            }]'
        )) as item
    from said
    where facet = 'dataQualityAssertions'
),

metrics as (
    select * exclude (facet)
    from said
    where facet = 'dataQualityMetrics'
),

metric_columns as (
    select
        * exclude (value),
        unnest(map_entries(from_json(value -> '$.columnMetrics', '"MAP(VARCHAR, JSON)"'))) as entry
    from metrics
),

metric_quantiles as (
    select
        *,
        unnest(map_entries(
            from_json(entry.value -> '$.quantiles', '"MAP(VARCHAR, VARCHAR)"')
        )) as quantile
    from metric_columns
),

metric_values as (
    select
        * exclude (value),
        null as field,
        unnest(['rowCount', 'bytes', 'fileCount']) as metric,
        unnest([
            value ->> '$.rowCount', value ->> '$.bytes', value ->> '$.fileCount'
        ]) as measured
    from metrics
    union all
    select
        * exclude (entry),
        entry.key as field,
        unnest(['nullCount', 'distinctCount', 'sum', 'count', 'min', 'max']) as metric,
        unnest([
            entry.value ->> '$.nullCount',
            entry.value ->> '$.distinctCount',
            entry.value ->> '$.sum',
            entry.value ->> '$.count',
            entry.value ->> '$.min',
            entry.value ->> '$.max'
        ]) as measured
    from metric_columns
    union all
    select
        * exclude (entry, quantile),
        entry.key as field,
        'quantile.' || quantile.key as metric,
        quantile.value as measured
    from metric_quantiles
),

tests as (
    select
        stamp,
        event_time,
        run_id,
        unnest(from_json(
            value -> '$.tests',
            '[{
                "name": "VARCHAR", "type": "VARCHAR", "status": "VARCHAR", "severity": "VARCHAR",
                "expected": "VARCHAR", "actual": "VARCHAR", "params": "JSON"
            }]'
        )) as item
    from said
    where facet = 'test'
)

select
    coalesce(run_id, '') as run_id,
    namespace,
    name,
    'assertion' as kind,
    coalesce(item.name, item.assertion) as check_name,
    item.assertion as assertion,
    coalesce(item.column, '') as field,
    coalesce(item.params::varchar, '') as params,
    stamp,
    struct_pack(
        event_time := event_time,
        status := case when item.success then 'pass' else 'fail' end,
        severity := item.severity,
        expected := item.expected,
        actual := item.actual,
        value := null::double
    ) as outcome
from assertions
where item.assertion is not null
union all
select
    coalesce(run_id, '') as run_id,
    namespace,
    name,
    'metric' as kind,
    metric as check_name,
    '' as assertion,
    coalesce(field, '') as field,
    '' as params,
    stamp,
    struct_pack(
        event_time := event_time,
        status := null,
        severity := null,
        expected := null,
        actual := null,
        value := try_cast(measured as double)
    ) as outcome
from metric_values
where measured is not null
union all
select
    coalesce(run_id, '') as run_id,
    '' as namespace,
    '' as name,
    'test' as kind,
    item.name as check_name,
    coalesce(item.type, '') as assertion,
    '' as field,
    coalesce(item.params::varchar, '') as params,
    stamp,
    struct_pack(
        event_time := event_time,
        status := item.status,
        severity := item.severity,
        expected := item.expected,
        actual := item.actual,
        value := null
    ) as outcome
from tests
where item.name is not null
