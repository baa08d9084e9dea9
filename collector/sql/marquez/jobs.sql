-- Jobs as Marquez tells of them; one row a job, in no order.
-- Parameters: $asked, a list of namespace and name; $names; $linked, those of them that nothing but
-- lineage names, as `linked_jobs` gives them. The columns are members of the answer, but has_tags;
-- those of runs and tags are filled in afterwards.
-- reads: asked_names, jobs of asked_names, facet_versions of asked_names, told_facets,
-- entity_facets, tagged_names, 5_views/endless_jobs, static_statements of all, 5_views/pictures
-- has_tags: something is said of its tags
with

-- A list that is given is looked at before the pictures of a job are compared.
asked_pictures as (
    select * from pictures
    where
        list_contains(
            $asked::struct(namespace varchar, name varchar)[],
            struct_pack(namespace := namespace, name := name)
        )
),

named as (
    select
        namespace,
        name,
        first_seen,
        last_seen,
        parent
    from jobs
    union all by name
    select
        unnest(
            $linked::struct(
                namespace varchar, name varchar, first_seen timestamp, last_seen timestamp
            )[],
            recursive := true
        )
),

facets as (
    select
        namespace,
        name,
        max(value) filter (facet = 'jobType') as job_type,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'sourceCodeLocation') as location,
        '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
    from entity_facets
    group by namespace, name
),

lineage as (
    select
        pictures.namespace,
        pictures.name,
        list_sort(list_distinct(flatten(list(versions.inputs)))) as inputs,
        list_sort(list_distinct(flatten(list(versions.outputs)))) as outputs,
        arg_max(versions.version, pictures.is_of_runs) as version
    from asked_pictures as pictures
    inner join folds.picture_versions as versions on pictures.picture = versions.picture
    where pictures.is_current and pictures.kind = 'job'
    group by pictures.namespace, pictures.name
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
    []::varchar[] as tags,
    tagged_names.name is not null as has_tags,
    facets.job_type ->> '$.jobType' as "jobType",
    facets.job_type ->> '$.integration' as integration,
    named.parent.namespace as "parentJobNamespace"
from named
left outer join facets using (namespace, name)
left outer join lineage using (namespace, name)
left outer join tagged_names using (namespace, name)
