-- Which of some columns a dataset has, by its schemas or by lineage; one row a column.
-- Parameters: $namespace and $name of the dataset, and $fields: a list.
-- field: the column
with

told as (
    select fields.field
    from folds.schema_fields as fields
    semi join folds.entity_facets as facets
        on
            fields.schema_version = facets.schema_version
            and facets.kind = 'dataset'
            and facets.facet = 'schema'
            and facets.namespace = $namespace
            and facets.name = $name
    union
    select target_field as field
    from folds.lineage_links
    where target_namespace = $namespace and target_name = $name
    union
    select source_field as field
    from folds.lineage_links
    where source_namespace = $namespace and source_name = $name
)

select field
from told
where field in (select unnest($fields))
