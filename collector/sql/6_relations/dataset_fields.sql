-- Columns of datasets: of the present schema, else as current lineage names them; one row a column.
-- key: namespace, name, field
-- namespace: of the dataset
-- name: of the dataset
-- field: the column; one in another as a path, such as address.city
-- type: as sent; null if not said
-- description: as sent; null if not said or empty
-- ordinal: place in the schema, from 1; null for a stub
-- is_stub: only named by the current lineage of columns
with

present as (
    select
        facets.namespace,
        facets.name,
        fields.field,
        fields.type,
        nullif(fields.description, '') as description,
        fields.ordinal
    from folds.entity_facets as facets
    inner join folds.schema_fields as fields on facets.schema_version = fields.schema_version
    where facets.kind = 'dataset' and facets.facet = 'schema'
),

current_links as (
    select links.*
    from folds.lineage_links as links
    semi join folds.pictures on links.picture = pictures.picture and pictures.is_current
),

named as (
    select
        source_namespace as namespace,
        source_name as name,
        source_field as field
    from current_links
    where source_kind = 'dataset' and source_field is not null
    union
    select
        target_namespace as namespace,
        target_name as name,
        target_field as field
    from current_links
    where target_kind = 'dataset' and target_field is not null
)

select
    namespace,
    name,
    field,
    type,
    description,
    ordinal,
    false as is_stub
from present
union all by name
select
    named.namespace,
    named.name,
    named.field,
    true as is_stub
from named
anti join present
    on
        named.namespace = present.namespace
        and named.name = present.name
        and named.field = present.field
