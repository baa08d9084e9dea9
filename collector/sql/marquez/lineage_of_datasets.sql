-- What lineage facets say of the datasets that are asked for; one row a dataset that they name.
-- Parameters: $names; $makers, a list of namespace and name that `makers` gives.
-- reads: asked_names, static_statements of all, 5_views/pictures
-- first_seen: time of the first event that names it so
-- last_seen: time of the last event that names it so
-- columns: list of its columns with those that they are made of now, as Marquez tells of them
with

asked as (
    select distinct
        known_namespace as namespace,
        known_name as name
    from asked_names
),

-- A list that is given is looked at before the pictures of a job are compared.
made_pictures as (
    select * from pictures
    where
        list_contains(
            $makers::struct(namespace varchar, name varchar)[],
            struct_pack(namespace := namespace, name := name)
        )
),

links as (
    select
        links.*,
        pictures.is_current,
        pictures.first_seen,
        pictures.last_seen
    from folds.lineage_links as links
    inner join made_pictures as pictures on links.picture = pictures.picture
),

named as (
    select
        target_namespace as namespace,
        target_name as name,
        first_seen,
        last_seen
    from links
    where target_kind = 'dataset'
    union all
    select
        source_namespace as namespace,
        source_name as name,
        first_seen,
        last_seen
    from links
    where source_kind = 'dataset'
),

seen as (
    select
        namespace,
        name,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen
    from named
    semi join asked using (namespace, name)
    group by namespace, name
),

column_links as (
    select
        links.target_namespace as namespace,
        links.target_name as name,
        links.target_field,
        links.source_namespace,
        links.source_name,
        links.source_field,
        list_sort(list(distinct struct_pack(
            type := links.transformation_type,
            subtype := links.transformation_subtype,
            description := links.description,
            masking := links.masking
        ))) as transformations
    from links
    semi join asked
        on links.target_namespace = asked.namespace and links.target_name = asked.name
    where
        links.is_current
        and links.target_kind = 'dataset'
        and links.source_kind = 'dataset'
        and links.target_field is not null
        and links.source_field is not null
    group by
        links.target_namespace,
        links.target_name,
        links.target_field,
        links.source_namespace,
        links.source_name,
        links.source_field
),

made_columns as (
    select
        namespace,
        name,
        target_field,
        list(
            struct_pack(
                namespace := source_namespace,
                dataset := source_name,
                field := source_field,
                "transformationDescription" := transformations[1].description,
                "transformationType"
                := coalesce(transformations[1].subtype, transformations[1].type),
                transformations := transformations
            )
            order by source_namespace, source_name, source_field
        ) as input_fields
    from column_links
    group by namespace, name, target_field
),

column_lineage as (
    select
        namespace,
        name,
        list(
            struct_pack(
                name := target_field,
                "inputFields" := input_fields,
                "transformationDescription" := null::varchar,
                "transformationType" := null::varchar
            )
            order by target_field
        ) as columns
    from made_columns
    group by namespace, name
)

select
    seen.*,
    column_lineage.columns
from seen
left outer join column_lineage using (namespace, name)
