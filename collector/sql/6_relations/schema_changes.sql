-- What changed in the schemas of datasets; one row a change of a field. Of a schema that
-- DatasetEvents tell, the first and the last time of each day are known.
-- key: namespace, name, changed_at, field
-- namespace: of the dataset
-- name: of the dataset
-- changed_at: time of the event that told the new schema
-- run_id: run that told it; null for a DatasetEvent
-- field: the column; one in another as a path
-- change: added, removed or retyped; case and blanks around a type, or a type not said, are none
-- old_type: type before; null for an added field
-- new_type: type after; null for a removed field
with

static as (
    select
        namespace,
        name,
        first_stamp as stamp,
        schema_version
    from folds.static_schemas
    union
    select
        namespace,
        name,
        last_stamp as stamp,
        schema_version
    from folds.static_schemas
),

told as (
    select
        namespace,
        name,
        schema_stamp as stamp,
        schema_version,
        run_id
    from folds.listed_datasets
    where schema_version is not null
    union all
    select
        coalesce(identities.canonical_namespace, versions.namespace) as namespace,
        coalesce(identities.canonical_name, versions.name) as name,
        versions.first_stamp as stamp,
        -- A deleted schema is one without fields: no schema has this number.
        case
            when versions.is_deleted then 0::ubigint
            else versions.schema_version
        end as schema_version,
        versions.first_run_id as run_id
    from folds.facet_versions as versions
    left outer join folds.identities
        on versions.namespace = identities.namespace and versions.name = identities.name
    where
        versions.kind = 'dataset'
        and versions.facet = 'schema'
        and (versions.is_deleted or versions.schema_version is not null)
    union all
    select
        coalesce(identities.canonical_namespace, static.namespace) as namespace,
        coalesce(identities.canonical_name, static.name) as name,
        static.stamp,
        static.schema_version,
        null as run_id
    from static
    left outer join folds.identities
        on static.namespace = identities.namespace and static.name = identities.name
),

placed as (
    select
        *,
        lag(schema_version) over (
            partition by namespace, name
            order by stamp, run_id, schema_version
        ) as old_version
    from told
),

changed as (
    select * from placed
    where old_version is not null and old_version != schema_version
),

fields_before as (
    select
        changed.namespace,
        changed.name,
        changed.stamp,
        changed.run_id,
        fields.field,
        fields.type as old_type,
        null as new_type,
        true as is_before,
        false as is_after
    from changed
    inner join folds.schema_fields as fields on changed.old_version = fields.schema_version
),

fields_after as (
    select
        changed.namespace,
        changed.name,
        changed.stamp,
        changed.run_id,
        fields.field,
        null as old_type,
        fields.type as new_type,
        false as is_before,
        true as is_after
    from changed
    inner join folds.schema_fields as fields on changed.schema_version = fields.schema_version
),

fields_told as (
    select * from fields_before
    union all
    select * from fields_after
),

compared as (
    select
        namespace,
        name,
        stamp,
        run_id,
        field,
        max(old_type) as old_type,
        max(new_type) as new_type,
        bool_or(is_before) as is_before,
        bool_or(is_after) as is_after
    from fields_told
    group by namespace, name, stamp, run_id, field
)

select
    namespace,
    name,
    make_timestamp(nullif(stamp >> 64, 0)::bigint) as changed_at,
    run_id,
    field,
    case
        when not is_before then 'added'
        when not is_after then 'removed'
        else 'retyped'
    end as change,
    old_type,
    new_type
from compared
where
    not is_before
    or not is_after
    or nullif(lower(trim(old_type)), '') != nullif(lower(trim(new_type)), '')
