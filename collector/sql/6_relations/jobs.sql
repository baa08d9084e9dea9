-- Jobs, also those that others name as parent or root; one row a job.
-- key: namespace, name
-- namespace: of the job
-- name: of the job
-- job_type: jobType, such as QUERY, TASK or MODEL
-- processing_type: BATCH, STREAMING or SERVICE
-- integration: what runs it, such as SPARK
-- description: what its documentation says
-- sql: its query
-- location_type: kind of repository of its code, such as git
-- location_url: where its code is
-- location_version: version of its code, such as a commit
-- location_path: path of its code in the repository
-- parent_namespace: namespace of the job that contains it
-- parent_name: name of the job that contains it
-- latest_run_id: run that started last
-- latest_state: state of that run
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
-- is_stub: only named by other jobs' events
with

facets as (
    select
        namespace,
        name,
        max(value) filter (facet = 'jobType') as job_type,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'sql') as query,
        max(value) filter (facet = 'sourceCodeLocation') as location
    from folds.entity_facets
    where kind = 'job'
    group by namespace, name
),

-- A run that called its job `unknown` at first has got its name later.
named as (
    select distinct
        runs.job.namespace as namespace,
        runs.job.name as name
    from folds.runs
    where runs.job.name = 'unknown'
),

linked as (
    select
        picture,
        source_namespace as namespace,
        source_name as name
    from folds.lineage_links
    where source_kind = 'job'
    union
    select
        picture,
        target_namespace as namespace,
        target_name as name
    from folds.lineage_links
    where target_kind = 'job'
),

only_linked as (
    select
        linked.namespace,
        linked.name,
        min(pictures.first_seen) as first_seen,
        max(pictures.last_seen) as last_seen,
        false as has_events,
        false as has_runs
    from linked
    inner join folds.pictures on linked.picture = pictures.picture
    anti join folds.jobs on linked.namespace = jobs.namespace and linked.name = jobs.name
    where linked.namespace is not null and linked.name is not null
    group by linked.namespace, linked.name
),

latest as (
    select
        namespace,
        name,
        arg_max(
            last_run_id, struct_pack(at := last_started_at, run_id := last_run_id)
        ) as run_id
    from folds.pictures
    where is_of_runs
    group by namespace, name
),

jobs as (
    select * from folds.jobs
    union all by name
    select * from only_linked
)

select
    jobs.namespace,
    jobs.name,
    facets.job_type ->> '$.jobType' as job_type,
    facets.job_type ->> '$.processingType' as processing_type,
    facets.job_type ->> '$.integration' as integration,
    nullif(facets.documentation ->> '$.description', '') as description,
    facets.query ->> '$.query' as sql,
    facets.location ->> '$.type' as location_type,
    facets.location ->> '$.url' as location_url,
    facets.location ->> '$.version' as location_version,
    facets.location ->> '$.path' as location_path,
    jobs.parent.namespace as parent_namespace,
    jobs.parent.name as parent_name,
    latest.run_id as latest_run_id,
    runs.state as latest_state,
    jobs.first_seen,
    jobs.last_seen,
    not jobs.has_events as is_stub
from jobs
left outer join facets on jobs.namespace = facets.namespace and jobs.name = facets.name
left outer join latest on jobs.namespace = latest.namespace and jobs.name = latest.name
left outer join folds.run_shapes as runs
    on
        latest.run_id = runs.run_id
        and latest.namespace = runs.namespace
        and latest.name = runs.name
left outer join named on jobs.namespace = named.namespace and jobs.name = named.name
where jobs.name != 'unknown' or not coalesce(jobs.has_runs, false) or named.name is not null
