-- No personal data that was not masked.
-- id: D10
-- severity: major
-- guards: risk
-- mlflow: mask or drop the column before the training
-- openlineage: mask the column, and say so where it is made: `"transformations": [{"type":
-- "DIRECT", "masking": true}]` in `columnLineage`; list what is used in `features` of
-- `collector_datasetRole`
with recursive

tagged as (
    select distinct
        namespace,
        name,
        field
    from tags
    where
        kind = 'dataset'
        and field is not null
        and regexp_matches(lower(key), '(^|[^a-z])(pii|personal|gdpr|phi)([^a-z]|$)')
        and coalesce(lower(value), 'true') not in ('false', 'no', '0')
),

carried as (
    select
        namespace,
        name,
        field,
        namespace as tagged_namespace,
        name as tagged_name,
        field as tagged_field
    from tagged
    union
    select
        edges.target_namespace as namespace,
        edges.target_name as name,
        edges.target_field as field,
        carried.tagged_namespace,
        carried.tagged_name,
        carried.tagged_field
    from carried
    inner join column_edges as edges
        on
            carried.namespace = edges.source_namespace
            and carried.name = edges.source_name
            and carried.field = edges.source_field
    where
        edges.is_current
        and edges.target_field is not null
        and not coalesce(edges.masking, false)
        and coalesce(edges.transformation_type, 'DIRECT') = 'DIRECT'
)

select distinct
    inputs.model_namespace,
    inputs.model_name,
    inputs.model_version,
    'failed' as outcome,
    concat_ws(':', inputs.namespace, inputs.name) as subject,
    format(
        'Personal data, {}.{}, reaches the training data in {}.{} and is not masked on the way.',
        carried.tagged_name,
        carried.tagged_field,
        carried.name,
        carried.field
    ) as message
from model_inputs as inputs
inner join carried on inputs.namespace = carried.namespace and inputs.name = carried.name
left outer join traced_listings as listed
    on
        inputs.run_id = listed.run_id
        and listed.role = 'input'
        and inputs.namespace = listed.namespace
        and inputs.name = listed.name
where
    inputs.feeds
    and (
        listed.part.features is null
        or list_contains(listed.part.features, carried.field)
        or listed.part.target = carried.field
    )
