-- Columns in which the schemas of what two versions read differ; one row a dataset and column.
-- key: namespace, name, field
-- reads: schema_fields, compared_inputs
-- before: its type before; null where it is new
-- after: its type after; null where it is gone
with

earlier as (
    select
        inputs.namespace,
        inputs.name,
        fields.field,
        fields.type
    from compared_inputs as inputs
    inner join schema_fields as fields
        on inputs.schema_before = fields.schema_version::varchar
    where inputs.schema_before != inputs.schema_after
),

later as (
    select
        inputs.namespace,
        inputs.name,
        fields.field,
        fields.type
    from compared_inputs as inputs
    inner join schema_fields as fields
        on inputs.schema_after = fields.schema_version::varchar
    where inputs.schema_before != inputs.schema_after
)

select
    coalesce(later.namespace, earlier.namespace) as namespace,
    coalesce(later.name, earlier.name) as name,
    coalesce(later.field, earlier.field) as field,
    earlier.type as before,
    later.type as after
from earlier
full outer join later
    on
        earlier.namespace = later.namespace
        and earlier.name = later.name
        and earlier.field = later.field
where earlier.type is distinct from later.type
order by namespace, name, field
