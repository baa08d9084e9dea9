-- Runs that write or read models, and those that a registry names as the source of one, with what
-- it takes to run them again; one row a run that spoke.
-- key: run_id
-- unit: run_id
-- reads: runs, run_shapes, run_facets
with

shown as (
    select
        run_id,
        list_sort(list_distinct(list(shape))) as pictures
    from run_shapes
    group by run_id
),

facets as (
    select
        run_id,
        max(value) filter (facet = 'executionParameters') as parameters,
        max(value) filter (facet = 'collector_environment') as environment,
        max(value) filter (facet = 'collector_reproducibility') as reproducibility
    from run_facets
    where
        role = 'run'
        and facet in ('executionParameters', 'collector_environment', 'collector_reproducibility')
    group by run_id
)

select
    hash(runs.run_id) as unit_number,
    runs.run_id,
    runs.job.namespace as job_namespace,
    runs.job.name as job_name,
    coalesce(runs.terminal_type, runs.open_type) as state,
    coalesce(runs.started_at, runs.first_event_at) as started_at,
    -- Of the event that ended it: what is told of it later does not move its end.
    make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint) as ended_at,
    runs.location.version as code_version,
    runs.location.url as code_url,
    runs.location.path as code_path,
    runs.repository.url as repository,
    runs.repository.branch as branch,
    runs.repository.tag as code_tag,
    runs.parent.run_id as parent_run_id,
    runs.error_message,
    from_json(
        facets.parameters -> '$.parameters',
        '[{"key": "VARCHAR", "name": "VARCHAR", "description": "VARCHAR", "value": "VARCHAR"}]'
    ) as parameters,
    facets.environment -> '$' as environment,
    facets.reproducibility -> '$' as reproducibility,
    shown.pictures
from runs
left outer join shown on runs.run_id = shown.run_id
left outer join facets on runs.run_id = facets.run_id
where runs.last_stamp is not null
