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
from folds.job_names as jobs
left outer join facets on jobs.namespace = facets.namespace and jobs.name = facets.name
left outer join latest on jobs.namespace = latest.namespace and jobs.name = latest.name
left outer join folds.run_shapes as runs
    on
        latest.run_id = runs.run_id
        and latest.namespace = runs.namespace
        and latest.name = runs.name
