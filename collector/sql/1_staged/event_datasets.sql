-- What the events of one batch say about datasets; one row an event, role and dataset listed.
-- stamp: order of the event
-- place_stamp: order of what is said of the dataset, for an event may list it twice
-- event_time: eventTime in UTC
-- kind: RunEvent, JobEvent or DatasetEvent
-- run_id: run of the event; null without one
-- job_namespace: namespace of its job
-- job_name: name of its job
-- job_number: number of its job; 0 for `unknown`
-- is_snapshot: the event lists all inputs and outputs there are
-- role: input, output, or dataset for a DatasetEvent
-- namespace: of the dataset, after the identity rules
-- name: of the dataset, after the identity rules
-- sent_namespace: as sent
-- sent_name: as sent
-- facets: key to dataset facet, as JSON
-- role_facets: key to inputFacet or outputFacet, as JSON
-- schema_content: digest of the fields of the schema facet; null without one
-- column_lineage: digest of the columnLineage facet that names a source; null without one
-- lineage: digest of the lineage facet; null without one
with

inputs_listed as (
    select
        stamp,
        event_time,
        kind,
        run_id,
        job_namespace,
        job_name,
        job_number,
        is_snapshot,
        'input' as role,
        unnest(inputs) as listed,
        generate_subscripts(inputs, 1) as place
    from parsed_events
),

outputs_listed as (
    select
        stamp,
        event_time,
        kind,
        run_id,
        job_namespace,
        job_name,
        job_number,
        is_snapshot,
        'output' as role,
        unnest(outputs) as listed,
        generate_subscripts(outputs, 1) as place
    from parsed_events
),

listed as (
    select
        * exclude (listed),
        listed.namespace as sent_namespace,
        listed.name as sent_name,
        listed.facets as facets,
        listed.inputfacets as role_facets
    from inputs_listed
    union all
    select
        * exclude (listed),
        listed.namespace as sent_namespace,
        listed.name as sent_name,
        listed.facets as facets,
        listed.outputfacets as role_facets
    from outputs_listed
    union all
    select
        stamp,
        event_time,
        kind,
        run_id,
        job_namespace,
        job_name,
        job_number,
        is_snapshot,
        'dataset' as role,
        0 as place,
        dataset.namespace as sent_namespace,
        dataset.name as sent_name,
        dataset.facets as facets,
        null as role_facets
    from parsed_events
    where kind = 'DatasetEvent'
)

select
    * exclude (place),
    stamp + place % 32768 + case role when 'output' then 32768 else 0 end as place_stamp,
    dataset_namespace(sent_namespace) as namespace,
    dataset_name(sent_namespace, sent_name) as name,
    md5_number_lower(facets['schema'] -> '$.fields') as schema_content,
    case
        when contains(facets['columnLineage'], '"field":')
            then md5_number_lower(facets['columnLineage'])
    end as column_lineage,
    case
        when not coalesce(try_cast(facets['lineage'] ->> '$._deleted' as boolean), false)
            then md5_number_lower(facets['lineage'])
    end as lineage
from listed
where sent_namespace is not null and sent_name is not null
