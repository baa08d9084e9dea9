-- Fields of every schema of the datasets that are asked for, without their tags; one row a dataset
-- and schema.
-- reads: told_facets, facet_versions of asked_names, 5_views/schema_fields
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
            tags := []::varchar[],
            description := nullif(fields.description, '')
        )
        order by fields.ordinal
    ) as fields
from schemas
inner join schema_fields as fields using (schema_version)
group by schemas.namespace, schemas.name, schemas.schema_version
