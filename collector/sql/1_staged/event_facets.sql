-- Facets of jobs and datasets in the events of one batch; one row an event, entity and facet.
-- stamp: order of the event
-- event_time: eventTime in UTC
-- run_id: run of the event; null without one
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset
-- facet: key of the facet
-- content: number of the facet, the same for the same text
-- number: of the facet with its place, the same for the same text in the same place
-- schema_version: digest of the fields of a schema facet; null for others
-- value: the facet as JSON
-- is_deleted: the facet says that there is none now
with

job_entries as (
    select
        stamp,
        event_time,
        run_id,
        'job' as kind,
        job_namespace as namespace,
        job_name as name,
        null::ubigint as schema_version,
        unnest(map_entries(job_facets)) as entry
    from parsed_events
    where job_namespace is not null and job_name is not null
),

dataset_entries as (
    select
        place_stamp,
        event_time,
        run_id,
        'dataset' as kind,
        namespace,
        name,
        schema_content,
        unnest(map_entries(facets)) as entry
    from event_datasets
),

entries as (
    select * from job_entries
    union all
    select * replace (case when entry.key = 'schema' then schema_content end as schema_content)
    from dataset_entries
)

select
    stamp,
    event_time,
    run_id,
    kind,
    namespace,
    name,
    entry.key as facet,
    hash(entry.value) as content,
    hash(kind, namespace, name, entry.key, entry.value) as number,
    schema_version,
    entry.value as value,
    contains(left(entry.value, 20), '"_deleted":true') as is_deleted
from entries
where entry.value is not null
