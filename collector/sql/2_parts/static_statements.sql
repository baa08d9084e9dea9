-- What the JobEvents and DatasetEvents of a batch say about lineage: the picture without a run.
with

job_events as (
    select
        stamp,
        job_namespace,
        job_name,
        inputs is not null as has_inputs,
        outputs is not null as has_outputs,
        job_facets['lineage'] as lineage
    from parsed_events
    where kind = 'JobEvent' and job_namespace is not null and job_name is not null
),

sides as (
    select
        stamp,
        role,
        list_sort(list(distinct struct_pack(
            namespace := namespace,
            name := name,
            column_lineage := column_lineage,
            lineage := lineage
        ))) as datasets
    from event_datasets
    where kind = 'JobEvent'
    group by stamp, role
),

said as (
    select
        'job' as kind,
        job_events.job_namespace as namespace,
        job_events.job_name as name,
        'input' as side,
        job_events.stamp,
        sides.datasets,
        null::ubigint as content
    from job_events
    left outer join sides on job_events.stamp = sides.stamp and sides.role = 'input'
    where job_events.has_inputs
    union all
    select
        'job' as kind,
        job_events.job_namespace as namespace,
        job_events.job_name as name,
        'output' as side,
        job_events.stamp,
        sides.datasets,
        null as content
    from job_events
    left outer join sides on job_events.stamp = sides.stamp and sides.role = 'output'
    where job_events.has_outputs
    union all
    select
        'job' as kind,
        job_namespace as namespace,
        job_name as name,
        'lineage' as side,
        stamp,
        null as datasets,
        case
            when not coalesce(try_cast(lineage ->> '$._deleted' as boolean), false)
                then md5_number_lower('job' || lineage)
        end as content
    from job_events
    where lineage is not null
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        'lineage' as side,
        stamp,
        null as datasets,
        lineage as content
    from event_datasets
    where kind = 'DatasetEvent' and facets['lineage'] is not null
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        'columnLineage' as side,
        stamp,
        null as datasets,
        column_lineage as content
    from event_datasets
    where kind = 'DatasetEvent' and facets['columnLineage'] is not null
)

select
    kind,
    namespace,
    name,
    side,
    stamp as first_stamp,
    stamp as last_stamp,
    struct_pack(datasets := datasets, content := content) as statement
from said
