-- Fields of every schema of the datasets that are asked for; one row a dataset and schema.
-- reads: told_facets, facet_versions of asked_names, schema_fields, dataset_tags
with

schemas as (
    select distinct
        namespace,
        name,
        schema_version
    from told_facets
    where facet = 'schema' and schema_version is not null
)

select
    schemas.namespace,
    schemas.name,
    schemas.schema_version,
    list(
        struct_pack(
            name := fields.field,
            type := fields.type,
            tags := coalesce(dataset_tags.tags, []),
            description := nullif(fields.description, '')
        )
        order by fields.ordinal
    ) as fields
from schemas
inner join schema_fields as fields using (schema_version)
left outer join dataset_tags
    on
        schemas.namespace = dataset_tags.namespace
        and schemas.name = dataset_tags.name
        and fields.field = dataset_tags.field
group by schemas.namespace, schemas.name, schemas.schema_version
