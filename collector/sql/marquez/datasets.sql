-- Datasets as Marquez tells of them; one row a dataset, in no order.
-- Parameters: $names; $lineage, as `lineage_of_datasets` gives it. The columns are members of the
-- answer, but has_tags; the lineage of columns and tags are filled in afterwards.
-- reads: asked_names, datasets of asked_names, facet_versions of asked_names, told_facets,
-- entity_facets, told_versions, told_fields, tagged_names, aliases of all, renames of all
-- has_tags: something is said of its tags
with

renamed as (
    select
        names.known_namespace as namespace,
        names.known_name as name,
        make_timestamp(nullif(min(renames.first_stamp) >> 64, 0)::bigint) as first_seen,
        make_timestamp(nullif(max(renames.last_stamp) >> 64, 0)::bigint) as last_seen
    from renames
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
    from aliases
    inner join asked_names as names
        on aliases.alias_namespace = names.namespace and aliases.alias_name = names.name
    where aliases.type != 'rule'
    union all
    select * from renamed
    union all
    select
        unnest(
            $lineage::struct(
                namespace varchar, name varchar, first_seen timestamp, last_seen timestamp
            )[],
            recursive := true
        )
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

described as (
    select
        namespace,
        name,
        max(value) filter (facet = 'datasetType') as type,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'dataSource') as source,
        max(value) filter (facet = 'lifecycleStateChange') as lifecycle,
        max(event_time) filter (facet = 'lifecycleStateChange') as lifecycle_at,
        max(schema_version) filter (facet = 'schema') as schema_version,
        '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
    from entity_facets
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
)

select
    struct_pack(namespace := known.namespace, name := known.name) as id,
    case
        when upper(described.type ->> '$.datasetType') in ('STREAM', 'TOPIC') then 'STREAM'
        when regexp_matches(known.namespace, '^(kafka:|pubsub|kinesis:|pulsar:|azureeventhub:)')
            then 'STREAM'
        else 'DB_TABLE'
    end as type,
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
    coalesce(told_fields.fields, []) as fields,
    []::varchar[] as tags,
    tagged_names.name is not null as has_tags,
    written.written_at as "lastModifiedAt",
    described.lifecycle ->> '$.lifecycleStateChange' as "lastLifecycleState",
    nullif(described.documentation ->> '$.description', '') as description,
    written.latest.uuid as "currentVersion",
    null as "columnLineage",
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
left outer join told_fields
    on
        known.namespace = told_fields.namespace
        and known.name = told_fields.name
        and described.schema_version = told_fields.schema_version
left outer join tagged_names
    on known.namespace = tagged_names.namespace and known.name = tagged_names.name
