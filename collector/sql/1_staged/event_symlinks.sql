-- Symlinks in the events of one batch; one row an event, dataset and symlink.
-- event_time: eventTime in UTC
-- namespace: of the dataset
-- name: of the dataset
-- alias_namespace: of the other name, after the identity rules
-- alias_name: the other name, after the identity rules
-- type: of the symlink, such as TABLE or LOCATION
with

listed as (
    select
        event_time,
        namespace,
        name,
        unnest(from_json(
            value -> '$.identifiers',
            '[{"namespace": "VARCHAR", "name": "VARCHAR", "type": "VARCHAR"}]'
        )) as symlink
    from event_facets
    where kind = 'dataset' and facet = 'symlinks' and not is_deleted
)

select
    event_time,
    namespace,
    name,
    dataset_namespace(symlink.namespace) as alias_namespace,
    dataset_name(symlink.namespace, symlink.name) as alias_name,
    coalesce(symlink.type, '') as type
from listed
where symlink.namespace is not null and symlink.name is not null
