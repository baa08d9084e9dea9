-- What a text may mean as a column, of datasets that have any; one row a dataset and place at which
-- the text is parted.
-- namespace: of the dataset
-- name: of the dataset, the one that stands for all its names
-- schema_version: its schema; null where it has none
-- field: what would be the column
-- is_linked: lineage names such a column of it, now or before
-- distance: as in nodes_named.sql, of the dataset
with

parted as (
    select
        substr(text, 1, place - 1) as dataset,
        substr(text, place + 1) as field
    from (select unnest(range(2, length(text))) as place) as places
    where substr(text, place, 1) in ('.', ':')
),

ends as (
    select
        unnest([
            struct_pack(
                kind := source_kind,
                namespace := source_namespace,
                name := source_name,
                field := source_field
            ),
            struct_pack(
                kind := target_kind,
                namespace := target_namespace,
                name := target_name,
                field := target_field
            )
        ], recursive := true)
    from folds.lineage_links
    where ends_with(text, source_field) or ends_with(text, target_field)
),

linked as (
    select distinct
        namespace,
        name,
        field
    from ends
    where kind = 'dataset' and ends_with(text, field)
),

held as (
    select
        namespace,
        name,
        schema_version
    from folds.entity_facets
    where kind = 'dataset' and facet = 'schema'
),

known as (
    select
        namespace,
        name
    from held
    union
    select
        namespace,
        name
    from linked
),

named as (
    select
        namespace,
        name,
        namespace || ':' || name as node,
        name as said_name
    from known
    union all
    select
        namespace,
        name,
        alias_namespace || ':' || alias_name as node,
        alias_name as said_name
    from dataset_aliases
)

select
    named.namespace,
    named.name,
    held.schema_version,
    parted.field,
    linked.field is not null as is_linked,
    case
        when named.node = parted.dataset then 0
        when named.said_name = parted.dataset then 1
        when substr(named.node, length(named.node) - length(parted.dataset), 1) ~ '\w' then 3
        else 2
    end as distance
from named
inner join parted on ends_with(named.node, parted.dataset)
left outer join held on named.namespace = held.namespace and named.name = held.name
left outer join linked
    on
        named.namespace = linked.namespace
        and named.name = linked.name
        and parted.field = linked.field
