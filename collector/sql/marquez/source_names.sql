-- Stores that datasets are in: as the dataSource facet says, else by the namespace; one row a
-- source.
-- name: of the source: that of the facet, else its address, else the namespace where that is an
-- address, else `default`
-- uri: its address
-- first_seen: time of the first event that names a dataset of it
-- last_seen: time of the last event that names a dataset of it
with

datasets as (
    select
        names.first_seen,
        names.last_seen,
        facets.value ->> '$.name' as source_name,
        facets.value ->> '$.uri' as source_uri,
        if(contains(names.namespace, '://'), names.namespace, null) as address
    from folds.dataset_names as names
    left outer join folds.entity_facets as facets
        on
            names.namespace = facets.namespace
            and names.name = facets.name
            and facets.kind = 'dataset'
            and facets.facet = 'dataSource'
)

select
    coalesce(source_name, source_uri, address, 'default') as name,
    max(coalesce(source_uri, address, '')) as uri,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen
from datasets
group by coalesce(source_name, source_uri, address, 'default')
