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
    union
    -- Of what static events had said before, there are words and no links.
    select entries.source_field as field
    from folds.lineage_entries as entries
    left outer join folds.identities as identities
        on
            entries.source_namespace = identities.namespace
            and entries.source_name = identities.name
    where
        coalesce(identities.canonical_namespace, entries.source_namespace) = $namespace
        and coalesce(identities.canonical_name, entries.source_name) = $name
        and entries.source_field in (select unnest($fields))
)

select field
from told
where field in (select unnest($fields))
