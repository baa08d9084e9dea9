-- What is told of the datasets that are shown; one row a dataset.
-- key: namespace, name
-- namespace: of the dataset
-- name: of the dataset
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
-- type: datasetType, such as TABLE or MODEL
-- source_name: name of the store that it is in
-- description: what its documentation says
-- lifecycle_state: what was done to it last
-- fields: JSON, a list of name, type, tags and description
-- tags: JSON, a list of the tags of the whole
-- owners: JSON, a list of names
-- reads: names_of_shown, facets_of_shown, datasets
with

facets as (
    select
        namespace,
        name,
        max(value) filter (facet = 'schema') as schema,
        max(value) filter (facet = 'datasetType') as type,
        max(value) filter (facet = 'dataSource') as source,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'lifecycleStateChange') as lifecycle,
        max(value) filter (facet = 'ownership') as ownership,
        from_json(
            max(value) filter (facet = 'tags') -> '$.tags',
            '[{"key": "VARCHAR", "field": "VARCHAR"}]'
        ) as tags
    from facets_of_shown
    where kind = 'dataset'
    group by namespace, name
),

seen as (
    select
        names.shown_namespace as namespace,
        names.shown_name as name,
        min(datasets.first_seen) as first_seen,
        max(datasets.last_seen) as last_seen
    from names_of_shown as names
    left outer join datasets
        on names.namespace = datasets.namespace and names.name = datasets.name
    where names.kind = 'dataset'
    group by names.shown_namespace, names.shown_name
)

select
    seen.namespace,
    seen.name,
    seen.first_seen,
    seen.last_seen,
    facets.type ->> '$.datasetType' as type,
    facets.source ->> '$.name' as source_name,
    nullif(facets.documentation ->> '$.description', '') as description,
    facets.lifecycle ->> '$.lifecycleStateChange' as lifecycle_state,
    to_json(list_transform(
        coalesce(
            from_json(
                facets.schema -> '$.fields',
                '[{"name": "VARCHAR", "type": "VARCHAR", "description": "VARCHAR"}]'
            ),
            []
        ),
        lambda field: struct_pack(
            name := field.name,
            type := field.type,
            tags := list_transform(
                list_filter(coalesce(facets.tags, []), lambda tag: tag.field = field.name),
                lambda tag: tag.key
            ),
            description := field.description
        )
    ))::varchar as fields,
    to_json(list_transform(
        list_filter(coalesce(facets.tags, []), lambda tag: tag.field is null), lambda tag: tag.key
    ))::varchar as tags,
    coalesce((facets.ownership -> '$.owners[*].name')::varchar, '[]') as owners
from seen
left outer join facets on seen.namespace = facets.namespace and seen.name = facets.name
