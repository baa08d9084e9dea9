-- Facets that belong to a run in the events of one batch; one row an event, place and facet.
-- stamp: order of the event
-- event_time: eventTime in UTC
-- run_id: the run
-- role: run, input or output
-- namespace: of the dataset; empty for the run itself
-- name: of the dataset; empty for the run itself
-- facet: key of the facet, by its present name
-- value: the facet as JSON
with

entries as (
    select
        stamp,
        event_time,
        run_id,
        'run' as role,
        '' as namespace,
        '' as name,
        unnest(map_entries(run_facets)) as entry
    from parsed_events
    where run_id is not null
    union all
    select
        place_stamp,
        event_time,
        run_id,
        role,
        namespace,
        name,
        unnest(map_entries(role_facets)) as entry
    from event_datasets
    where run_id is not null
)

select
    stamp,
    event_time,
    run_id,
    role,
    namespace,
    name,
    case entry.key
        when 'parentRun' then 'parent'
        when 'processingEngine' then 'processing_engine'
        when 'gcp_dataproc_spark' then 'gcp_dataproc'
        else entry.key
    end as facet,
    entry.value as value
from entries
where entry.value is not null
