-- Datasets, also those that are only named as a source, alias or former name; one row a dataset.
-- key: namespace, name
-- namespace: of the dataset
-- name: of the dataset, the one that stands for all its names
-- type: datasetType, such as TABLE, VIEW, FILE, TOPIC or MODEL
-- sub_type: such as MATERIALIZED
-- description: what its documentation says
-- source_name: name of the store it is in
-- source_uri: address of the store it is in
-- storage_layer: such as iceberg or delta
-- file_format: such as parquet
-- version: the current one of its versions
-- schema_version: identifier of its schema: the same fields, the same schema
-- lifecycle_state: what was done to it last: CREATE, OVERWRITE, TRUNCATE, DROP, RENAME ...
-- is_deleted: it was dropped or renamed away, and not written since
-- renamed_from_namespace: of its former name
-- renamed_from_name: its former name
-- renamed_to_namespace: of its new name
-- renamed_to_name: its new name
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
-- last_written_at: time of the last version that a run wrote
-- is_stub: only named by lineage, symlinks or renames
with

facets as (
    select
        namespace,
        name,
        max(value) filter (facet = 'datasetType') as type,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'dataSource') as source,
        max(value) filter (facet = 'storage') as storage,
        max(schema_version) filter (facet = 'schema') as schema_version,
        max(value) filter (facet = 'lifecycleStateChange') as lifecycle,
        max(event_time) filter (facet = 'lifecycleStateChange') as lifecycle_at
    from folds.entity_facets
    where kind = 'dataset'
    group by namespace, name
),

renamed_to as (
    select
        source_namespace as namespace,
        source_name as name,
        max(last_seen) as renamed_at,
        arg_max(struct_pack(namespace := target_namespace, name := target_name), last_stamp)
            as present
    from folds.renamings
    group by source_namespace, source_name
),

written as (
    select
        namespace,
        name,
        max(version) filter (is_current) as version,
        max(created_at) filter (run_id is not null) as written_at
    from dataset_versions
    group by namespace, name
),

renamed_from as (
    select
        target_namespace as namespace,
        target_name as name,
        arg_max(struct_pack(namespace := source_namespace, name := source_name), last_stamp)
            as former
    from folds.renamings
    group by target_namespace, target_name
)

select
    names.namespace,
    names.name,
    facets.type ->> '$.datasetType' as type,
    facets.type ->> '$.subType' as sub_type,
    nullif(facets.documentation ->> '$.description', '') as description,
    facets.source ->> '$.name' as source_name,
    facets.source ->> '$.uri' as source_uri,
    facets.storage ->> '$.storageLayer' as storage_layer,
    facets.storage ->> '$.fileFormat' as file_format,
    written.version,
    format('{:016x}', facets.schema_version) as schema_version,
    facets.lifecycle ->> '$.lifecycleStateChange' as lifecycle_state,
    coalesce(
        (
            (facets.lifecycle ->> '$.lifecycleStateChange') = 'DROP'
            and coalesce(facets.lifecycle_at >= written.written_at, true)
        )
        or coalesce(renamed_to.renamed_at > written.written_at, renamed_to.present is not null),
        false
    ) as is_deleted,
    renamed_from.former.namespace as renamed_from_namespace,
    renamed_from.former.name as renamed_from_name,
    renamed_to.present.namespace as renamed_to_namespace,
    renamed_to.present.name as renamed_to_name,
    names.first_seen,
    names.last_seen,
    written.written_at as last_written_at,
    not names.is_listed as is_stub
from folds.dataset_names as names
left outer join written on names.namespace = written.namespace and names.name = written.name
left outer join facets on names.namespace = facets.namespace and names.name = facets.name
left outer join renamed_to
    on names.namespace = renamed_to.namespace and names.name = renamed_to.name
left outer join renamed_from
    on names.namespace = renamed_from.namespace and names.name = renamed_from.name
