-- Versions of a dataset as Marquez tells of them, newest first; one row a version, or one without.
-- Facets and description are what was said until then; tags are those of now, filled in afterwards.
-- Parameters: $names of the dataset; $version, its identifier or text, null for all; $limit and
-- $offset. Lower-case columns are no members of the answer.
-- reads: asked_names, facet_versions of asked_names, told_facets, told_versions, told_fields,
-- tagged_names
-- total_count: versions that match
-- run_id: run that wrote it
-- has_tags: something is said of the tags of the dataset
with

matching as (
    select
        *,
        (coalesce(epoch_us(created_at), 0) + 1)::hugeint * 18446744073709551616 as until_stamp
    from told_versions
    where $version::varchar is null or version = $version or uuid::varchar = lower($version)
),

counted as (select count(*) as total_count from matching),

page as (
    select * from matching
    order by created_at desc nulls last, version desc
    limit $limit offset $offset
),

-- What was said last of each facet until then; what is said again later was said all the time.
said as (
    select
        page.version,
        facets.facet,
        arg_max(
            struct_pack(value := facets.value, is_deleted := facets.is_deleted),
            struct_pack(
                lasts := facets.last_stamp >= page.until_stamp,
                first_stamp := facets.first_stamp,
                last_stamp := facets.last_stamp
            )
        ) as latest
    from page
    inner join told_facets as facets
        on
            page.until_stamp >= facets.first_stamp
            and (
                facets.facet != 'schema'
                or page.schema_version is null
                or page.schema_version = facets.schema_version
            )
    group by page.version, facets.facet
),

described as (
    select
        version,
        max(latest.value) filter (facet = 'datasetType') as type,
        max(latest.value) filter (facet = 'documentation') as documentation,
        max(latest.value) filter (facet = 'dataSource') as source,
        '{' || string_agg(to_json(facet) || ':' || latest.value, ',' order by facet) || '}'
            as facets
    from said
    where not latest.is_deleted
    group by version
)

select
    counted.total_count,
    page.run_id,
    struct_pack(namespace := page.namespace, name := page.name) as id,
    if(upper(described.type ->> '$.datasetType') in ('STREAM', 'TOPIC'), 'STREAM', 'DB_TABLE')
        as type,
    page.name as name,
    page.name as "physicalName",
    page.created_at as "createdAt",
    page.uuid as version,
    page.namespace as namespace,
    coalesce(
        described.source ->> '$.name',
        described.source ->> '$.uri',
        if(contains(page.namespace, '://'), page.namespace, 'default')
    ) as "sourceName",
    coalesce(told_fields.fields, []) as fields,
    []::varchar[] as tags,
    tagged_names.name is not null as has_tags,
    page.lifecycle_state as "lifecycleState",
    nullif(described.documentation ->> '$.description', '') as description,
    case
        when page.schema_version is not null
            then md5(concat_ws(chr(10), 'schema', format('{:016x}', page.schema_version)))::uuid
    end as "currentSchemaVersion",
    null as "createdByRun",
    coalesce(described.facets, '{}')::json as facets,
    described.type ->> '$.datasetType' as "datasetType",
    page.version as "versionText",
    format('{:016x}', page.schema_version) as "schemaVersionText"
from counted
left outer join page on true
left outer join described on page.version = described.version
left outer join told_fields
    on
        page.namespace = told_fields.namespace
        and page.name = told_fields.name
        and page.schema_version = told_fields.schema_version
left outer join tagged_names
    on page.namespace = tagged_names.namespace and page.name = tagged_names.name
order by page.created_at desc nulls last, page.version desc
