-- The former names of datasets that a batch tells.
with

renamed as (
    select
        *,
        from_json(
            value,
            '{
                "lifecycleStateChange": "VARCHAR",
                "previousIdentifier": {"namespace": "VARCHAR", "name": "VARCHAR"}
            }'
        ) as change
    from event_facets
    where kind = 'dataset' and facet = 'lifecycleStateChange'
)

select
    namespace,
    name,
    dataset_namespace(change.previousidentifier.namespace) as previous_namespace,
    dataset_name(change.previousidentifier.namespace, change.previousidentifier.name)
        as previous_name,
    stamp as first_stamp,
    stamp as last_stamp,
    run_id as first_run_id,
    run_id as last_run_id
from renamed
where
    change.lifecyclestatechange = 'RENAME'
    and change.previousidentifier.namespace is not null
    and change.previousidentifier.name is not null
