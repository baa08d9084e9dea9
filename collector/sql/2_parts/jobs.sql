-- The jobs that the events of a batch name: their own, and those of parent and root runs.
-- An event that says tags alone tells of none.
with

named as (
    select
        stamp,
        event_time,
        job_namespace as namespace,
        job_name as name,
        run_id,
        parent,
        run_facets['jobDependencies'] as dependencies,
        job_facets['jobType'] as job_type
    from parsed_events
    where
        kind != 'JobEvent'
        or inputs is not null
        or outputs is not null
        or coalesce(cardinality(job_facets), 0) = 0
        or not list_has_all(['collector_tags'], map_keys(job_facets))
),

depended as (
    select
        event_time,
        unnest(list_concat(
            from_json(
                dependencies -> '$.upstream',
                '[{"job": {"namespace": "VARCHAR", "name": "VARCHAR"}}]'
            ),
            from_json(
                dependencies -> '$.downstream',
                '[{"job": {"namespace": "VARCHAR", "name": "VARCHAR"}}]'
            )
        )) as other
    from named
    where dependencies is not null
)

select
    namespace,
    name,
    event_time as first_seen,
    event_time as last_seen,
    true as has_events,
    run_id is not null as has_runs,
    case when job_type is not null then stamp end as processing_stamp,
    job_type ->> '$.processingType' as processing_type,
    case when parent.job.name is not null then stamp end as parent_stamp,
    struct_pack(
        namespace := parent.job.namespace, name := parent.job.name
    ) as parent
from named
where namespace is not null and name is not null
union all by name
select
    parent.job.namespace as namespace,
    parent.job.name as name,
    event_time as first_seen,
    event_time as last_seen,
    false as has_events
from named
where parent.job.namespace is not null and parent.job.name is not null
union all by name
select
    parent.root.job.namespace as namespace,
    parent.root.job.name as name,
    event_time as first_seen,
    event_time as last_seen,
    false as has_events
from named
where parent.root.job.namespace is not null and parent.root.job.name is not null
union all by name
select
    other.job.namespace as namespace,
    other.job.name as name,
    event_time as first_seen,
    event_time as last_seen,
    false as has_events
from depended
where other.job.namespace is not null and other.job.name is not null
