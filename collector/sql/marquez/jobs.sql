-- Jobs as Marquez tells of them; one row a job, in no order.
-- Parameter: $asked, a list of namespace and name. The columns are members of the answer; those of
-- runs are filled in afterwards.
-- reads: asked_jobs, jobs of asked_jobs, facet_versions of asked_jobs
with

linked as (
    select
        picture,
        source_namespace as namespace,
        source_name as name
    from folds.lineage_links
    where source_kind = 'job'
    union all
    select
        picture,
        target_namespace as namespace,
        target_name as name
    from folds.lineage_links
    where target_kind = 'job'
),

asked_links as (
    select * from linked
    semi join asked_jobs using (namespace, name)
),

-- A list that is given is looked at before the pictures of a job are compared.
pictures as (
    select * from folds.pictures
    where
        list_contains(
            $asked::struct(namespace varchar, name varchar)[],
            struct_pack(namespace := namespace, name := name)
        )
),

known as (
    select
        namespace,
        name,
        first_seen,
        last_seen,
        parent
    from jobs
    union all
    select
        linked.namespace,
        linked.name,
        runs.first_seen,
        runs.last_seen,
        null as parent
    from asked_links as linked
    left outer join folds.picture_runs as runs on linked.picture = runs.picture
),

named as (
    select
        namespace,
        name,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen,
        any_value(parent) as parent
    from known
    group by namespace, name
),

latest as (
    select
        namespace,
        name,
        facet,
        arg_max(value, last_stamp) as value
    from facet_versions
    where facet != 'collector_tags'
    group by namespace, name, facet
    having not arg_max(is_deleted, last_stamp)
),

facets as (
    select
        namespace,
        name,
        max(value) filter (facet = 'jobType') as job_type,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'sourceCodeLocation') as location,
        '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
    from latest
    group by namespace, name
),

lineage as (
    select
        pictures.namespace,
        pictures.name,
        list_sort(list_distinct(flatten(list(versions.inputs)))) as inputs,
        list_sort(list_distinct(flatten(list(versions.outputs)))) as outputs,
        arg_max(versions.version, pictures.is_of_runs) as version
    from pictures
    inner join folds.picture_versions as versions on pictures.picture = versions.picture
    where pictures.is_current and pictures.kind = 'job'
    group by pictures.namespace, pictures.name
),

tagged as (
    select
        namespace,
        name,
        list_sort(list(distinct concat_ws(':', key, nullif(value, 'true')))) as tags
    from tags
    semi join asked_jobs using (namespace, name)
    where kind = 'job'
    group by namespace, name
)

select
    struct_pack(namespace := named.namespace, name := named.name) as id,
    case upper(facets.job_type ->> '$.processingType')
        when 'STREAMING' then 'STREAM'
        when 'SERVICE' then 'SERVICE'
        else 'BATCH'
    end as type,
    named.name as name,
    named.name as "simpleName",
    named.parent.name as "parentJobName",
    case
        when named.parent.name is not null
            then md5(concat_ws(chr(10), 'job', named.parent.namespace, named.parent.name))::uuid
    end as "parentJobUuid",
    named.first_seen as "createdAt",
    named.last_seen as "updatedAt",
    named.namespace as namespace,
    coalesce(lineage.inputs, []) as inputs,
    coalesce(lineage.outputs, []) as outputs,
    facets.location ->> '$.url' as location,
    nullif(facets.documentation ->> '$.description', '') as description,
    null as "latestRun",
    null as "latestRuns",
    coalesce(facets.facets, '{}')::json as facets,
    lineage.version as "currentVersion",
    [] as labels,
    coalesce(tagged.tags, []) as tags,
    facets.job_type ->> '$.jobType' as "jobType",
    facets.job_type ->> '$.integration' as integration,
    named.parent.namespace as "parentJobNamespace"
from named
left outer join facets using (namespace, name)
left outer join lineage using (namespace, name)
left outer join tagged using (namespace, name)
