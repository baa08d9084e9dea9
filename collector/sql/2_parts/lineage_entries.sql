-- The lineage facets of a batch, taken apart: where a dataset, a column or a job comes from.
-- A target without a name is the dataset or job that carries the facet; a target without a source
-- says that nothing is upstream.
with

columns_parsed as (
    select
        content,
        from_json(
            value,
            '{
                "fields": "MAP(VARCHAR, JSON)",
                "dataset": [{
                    "namespace": "VARCHAR", "name": "VARCHAR", "field": "VARCHAR",
                    "transformations": [{
                        "type": "VARCHAR", "subtype": "VARCHAR",
                        "description": "VARCHAR", "masking": "BOOLEAN"
                    }]
                }]
            }'
        ) as facet
    from lineage_facets
    where form = 'columnLineage'
),

column_entries_listed as (
    select
        content,
        len(map_keys(facet.fields)) as field_count,
        unnest(map_entries(facet.fields)) as entry
    from columns_parsed
),

column_fields as (
    select
        content,
        field_count,
        entry.key as target_field,
        from_json(
            entry.value,
            '{
                "inputFields": [{
                    "namespace": "VARCHAR", "name": "VARCHAR", "field": "VARCHAR",
                    "transformations": [{
                        "type": "VARCHAR", "subtype": "VARCHAR",
                        "description": "VARCHAR", "masking": "BOOLEAN"
                    }]
                }],
                "transformationDescription": "VARCHAR", "transformationType": "VARCHAR"
            }'
        ) as said
    from column_entries_listed
),

column_inputs as (
    select
        content,
        field_count,
        target_field,
        said.transformationtype as old_type,
        said.transformationdescription as old_description,
        unnest(said.inputfields) as input
    from column_fields
    union all
    select
        content,
        0 as field_count,
        null as target_field,
        null as old_type,
        null as old_description,
        unnest(facet.dataset) as input
    from columns_parsed
),

column_steps as (
    select
        content,
        field_count,
        target_field,
        input.namespace as source_namespace,
        input.name as source_name,
        input.field as source_field,
        unnest(case
            when len(input.transformations) > 0 then input.transformations
            when upper(old_type) = 'MASKED'
                then [struct_pack(
                    type := 'DIRECT',
                    subtype := null,
                    description := nullif(old_description, ''),
                    masking := true
                )]
            when upper(old_type) = 'IDENTITY'
                then [struct_pack(
                    type := 'DIRECT',
                    subtype := 'IDENTITY',
                    description := nullif(old_description, ''),
                    masking := false
                )]
            else [struct_pack(
                type := nullif(old_type, ''),
                subtype := null,
                description := nullif(old_description, ''),
                masking := null
            )]
        end) as step
    from column_inputs
),

-- Spark repeats an indirect dependency of the whole output in each of its fields.
column_entries as (
    select
        content,
        case
            when
                field_count > 1
                and step.type = 'INDIRECT'
                and field_count = count(distinct target_field) over (
                    partition by content, source_namespace, source_name, source_field, step
                )
                then null
            else target_field
        end as target_field,
        source_namespace,
        source_name,
        source_field,
        step
    from column_steps
),

explicit_listed as (
    select
        content,
        form,
        unnest(case
            when form = 'job' then from_json(value -> '$.entries', '["JSON"]')
            else [value]
        end) as entry
    from lineage_facets
    where form != 'columnLineage'
),

explicit_parsed as (
    select
        content,
        form,
        from_json(
            entry,
            '{
                "namespace": "VARCHAR", "name": "VARCHAR", "type": "VARCHAR",
                "inputs": [{
                    "namespace": "VARCHAR", "name": "VARCHAR",
                    "type": "VARCHAR", "field": "VARCHAR",
                    "transformations": [{
                        "type": "VARCHAR", "subtype": "VARCHAR",
                        "description": "VARCHAR", "masking": "BOOLEAN"
                    }]
                }],
                "fields": "MAP(VARCHAR, JSON)"
            }'
        ) as entry
    from explicit_listed
),

explicit_named as (
    select
        content,
        case when form = 'job' then lower(entry.type) else 'dataset' end as target_kind,
        case when form = 'job' then entry.namespace end as target_namespace,
        case when form = 'job' then entry.name end as target_name,
        entry.inputs as inputs,
        entry.fields as fields
    from explicit_parsed
),

explicit_fields_listed as (
    select
        content,
        target_kind,
        target_namespace,
        target_name,
        unnest(map_entries(fields)) as field
    from explicit_named
),

explicit_fields as (
    select
        content,
        target_kind,
        target_namespace,
        target_name,
        field.key as target_field,
        from_json(
            field.value -> '$.inputs',
            '[{
                "namespace": "VARCHAR", "name": "VARCHAR",
                "type": "VARCHAR", "field": "VARCHAR",
                "transformations": [{
                    "type": "VARCHAR", "subtype": "VARCHAR",
                    "description": "VARCHAR", "masking": "BOOLEAN"
                }]
            }]'
        ) as inputs
    from explicit_fields_listed
),

explicit_inputs as (
    select
        content,
        target_kind,
        target_namespace,
        target_name,
        null as target_field,
        unnest(inputs) as input
    from explicit_named
    union all
    select
        content,
        target_kind,
        target_namespace,
        target_name,
        target_field,
        unnest(inputs) as input
    from explicit_fields
    union all
    select
        content,
        target_kind,
        target_namespace,
        target_name,
        null as target_field,
        null as input
    from explicit_named
    where inputs is not null and len(inputs) = 0
),

explicit_entries as (
    select
        content,
        target_kind,
        target_namespace,
        target_name,
        target_field,
        lower(input.type) as source_kind,
        input.namespace as source_namespace,
        input.name as source_name,
        input.field as source_field,
        unnest(case
            when len(input.transformations) > 0 then input.transformations
            else [struct_pack(
                type := null::varchar,
                subtype := null::varchar,
                description := null::varchar,
                masking := null::boolean
            )]
        end) as step
    from explicit_inputs
),

entries as (
    select
        content,
        'column' as origin,
        'dataset' as target_kind,
        null as target_namespace,
        null as target_name,
        target_field,
        'dataset' as source_kind,
        source_namespace,
        source_name,
        source_field,
        step
    from column_entries
    union all
    select
        content,
        'explicit' as origin,
        target_kind,
        target_namespace,
        target_name,
        target_field,
        source_kind,
        source_namespace,
        source_name,
        source_field,
        step
    from explicit_entries
)

select
    content,
    origin,
    target_kind,
    case
        when target_kind = 'dataset' then dataset_namespace(target_namespace)
        else target_namespace
    end as target_namespace,
    case
        when target_kind = 'dataset' then dataset_name(target_namespace, target_name)
        else target_name
    end as target_name,
    target_field,
    source_kind,
    case
        when source_kind = 'dataset' then dataset_namespace(source_namespace)
        else source_namespace
    end as source_namespace,
    case
        when source_kind = 'dataset' then dataset_name(source_namespace, source_name)
        else source_name
    end as source_name,
    source_field,
    nullif(step.type, '') as transformation_type,
    nullif(step.subtype, '') as transformation_subtype,
    nullif(step.description, '') as description,
    coalesce(step.masking, false) as masking
from entries
