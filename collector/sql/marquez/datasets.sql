-- Datasets as Marquez tells of them; one row a dataset, in no order.
-- Parameters: $asked and $makers, lists of namespace and name: of the datasets, and what `makers`
-- gives. The columns are members of the answer.
-- reads: asked_names, datasets of asked_names, told_facets, told_versions, dataset_tags,
-- tagged_fields
with

all_links as (
    select links.*
    from folds.lineage_links as links
    semi join asked_names
        on
            links.target_namespace = asked_names.known_namespace
            and links.target_name = asked_names.known_name
    union
    select links.*
    from folds.lineage_links as links
    semi join asked_names
        on
            links.source_namespace = asked_names.known_namespace
            and links.source_name = asked_names.known_name
),

-- A list that is given is looked at before the pictures of a job are compared.
pictures as (
    select * from folds.pictures
    where
        list_contains(
            $makers::struct(namespace varchar, name varchar)[],
            struct_pack(namespace := namespace, name := name)
        )
),

placed_links as (
    select
        all_links.*,
        pictures.is_current,
        pictures.first_seen,
        pictures.last_seen
    from all_links
    inner join pictures on all_links.picture = pictures.picture
),

renamed as (
    select
        names.known_namespace as namespace,
        names.known_name as name,
        make_timestamp(nullif(min(renames.first_stamp) >> 64, 0)::bigint) as first_seen,
        make_timestamp(nullif(max(renames.last_stamp) >> 64, 0)::bigint) as last_seen
    from folds.renames
    inner join asked_names as names
        on renames.previous_namespace = names.namespace and renames.previous_name = names.name
    group by names.known_namespace, names.known_name
),

named as (
    select
        names.known_namespace as namespace,
        names.known_name as name,
        datasets.first_seen,
        datasets.last_seen
    from datasets
    inner join asked_names as names using (namespace, name)
    union all
    select
        names.known_namespace as namespace,
        names.known_name as name,
        aliases.first_seen,
        aliases.last_seen
    from folds.aliases
    inner join asked_names as names
        on aliases.alias_namespace = names.namespace and aliases.alias_name = names.name
    where aliases.type != 'rule'
    union all
    select * from renamed
    union all
    select
        target_namespace as namespace,
        target_name as name,
        first_seen,
        last_seen
    from placed_links
    where target_kind = 'dataset'
    union all
    select
        source_namespace as namespace,
        source_name as name,
        first_seen,
        last_seen
    from placed_links
    where source_kind = 'dataset'
),

known as (
    select
        named.namespace,
        named.name,
        min(named.first_seen) as first_seen,
        max(named.last_seen) as last_seen
    from named
    semi join asked_names
        on named.namespace = asked_names.known_namespace and named.name = asked_names.known_name
    group by named.namespace, named.name
),

facets as (
    select
        namespace,
        name,
        facet,
        arg_max(value, last_stamp) as value,
        arg_max_null(schema_version, last_stamp) as schema_version,
        make_timestamp(nullif(max(last_stamp) >> 64, 0)::bigint) as told_at
    from told_facets
    group by namespace, name, facet
    having not arg_max(is_deleted, last_stamp)
),

described as (
    select
        namespace,
        name,
        max(value) filter (facet = 'datasetType') as type,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'dataSource') as source,
        max(value) filter (facet = 'lifecycleStateChange') as lifecycle,
        max(told_at) filter (facet = 'lifecycleStateChange') as lifecycle_at,
        max(schema_version) filter (facet = 'schema') as schema_version,
        '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
    from facets
    group by namespace, name
),

written as (
    select
        namespace,
        name,
        max(struct_pack(at := created_at, version := version, uuid := uuid)) as latest,
        max(created_at) filter (run_id is not null) as written_at
    from told_versions
    group by namespace, name
),

links as (
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
    from placed_links as links
    semi join known
        on links.target_namespace = known.namespace and links.target_name = known.name
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

columns as (
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
                "transformationType" := transformations[1].type,
                transformations := transformations
            )
            order by source_namespace, source_name, source_field
        ) as input_fields
    from links
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
    from columns
    group by namespace, name
)

select
    struct_pack(namespace := known.namespace, name := known.name) as id,
    if(upper(described.type ->> '$.datasetType') in ('STREAM', 'TOPIC'), 'STREAM', 'DB_TABLE')
        as type,
    known.name as name,
    known.name as "physicalName",
    known.first_seen as "createdAt",
    known.last_seen as "updatedAt",
    known.namespace as namespace,
    coalesce(
        described.source ->> '$.name',
        described.source ->> '$.uri',
        if(contains(known.namespace, '://'), known.namespace, 'default')
    ) as "sourceName",
    coalesce(tagged_fields.fields, []) as fields,
    coalesce(dataset_tags.tags, []) as tags,
    written.written_at as "lastModifiedAt",
    described.lifecycle ->> '$.lifecycleStateChange' as "lastLifecycleState",
    nullif(described.documentation ->> '$.description', '') as description,
    written.latest.uuid as "currentVersion",
    column_lineage.columns as "columnLineage",
    coalesce(described.facets, '{}')::json as facets,
    coalesce(
        (
            (described.lifecycle ->> '$.lifecycleStateChange') = 'DROP'
            and coalesce(described.lifecycle_at >= written.written_at, true)
        )
        or (renamed.name is not null and coalesce(renamed.last_seen > written.written_at, true)),
        false
    ) as deleted,
    described.type ->> '$.datasetType' as "datasetType",
    written.latest.version as "currentVersionText"
from known
left outer join described using (namespace, name)
left outer join written using (namespace, name)
left outer join renamed using (namespace, name)
left outer join tagged_fields
    on
        known.namespace = tagged_fields.namespace
        and known.name = tagged_fields.name
        and described.schema_version = tagged_fields.schema_version
left outer join column_lineage using (namespace, name)
left outer join dataset_tags
    on
        known.namespace = dataset_tags.namespace
        and known.name = dataset_tags.name
        and dataset_tags.field is null
