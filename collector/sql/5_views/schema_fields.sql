-- Fields of every schema that was ever told; one row a schema and field.
-- key: schema_version, field
-- reads: facet_versions
with recursive

schemas as (
    select
        schema_version,
        any_value(value) as value
    from facet_versions
    where facet = 'schema' and schema_version is not null and value is not null
    group by schema_version
),

top as (
    select
        schema_version,
        unnest(from_json(value -> '$.fields', '["JSON"]')) as field,
        generate_subscripts(from_json(value -> '$.fields', '["JSON"]'), 1) as position
    from schemas
),

fields as (
    select
        schema_version,
        field ->> '$.name' as path,
        field,
        [position] as positions
    from top
    union all
    select
        fields.schema_version,
        fields.path || '.' || (inner_fields.field ->> '$.name') as path,
        inner_fields.field,
        list_append(fields.positions, inner_fields.position) as positions
    from fields
    cross join lateral (
        select
            unnest(from_json(fields.field -> '$.fields', '["JSON"]')) as field,
            generate_subscripts(from_json(fields.field -> '$.fields', '["JSON"]'), 1) as position
    ) as inner_fields
)

select
    schema_version,
    path as field,
    field ->> '$.type' as type,
    field ->> '$.description' as description,
    row_number() over (partition by schema_version order by positions) as ordinal
from fields
where path is not null
qualify row_number() over (partition by schema_version, path order by positions desc) = 1
