-- What is told of the jobs that are shown; one row a job.
-- key: namespace, name
-- namespace: of the job
-- name: of the job
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
-- processing_type: BATCH, STREAMING or SERVICE
-- job_type: such as TASK or QUERY
-- description: what its documentation says
-- location: address of its code
-- parent_name: name of the job that contains it
-- owners: JSON, a list of names
-- run_id: the run that started last
-- reads: shown, facets_of_shown, jobs, last_runs
with

facets as (
    select
        namespace,
        name,
        max(value) filter (facet = 'jobType') as type,
        max(value) filter (facet = 'documentation') as documentation,
        max(value) filter (facet = 'sourceCodeLocation') as location,
        max(value) filter (facet = 'ownership') as ownership
    from facets_of_shown
    where kind = 'job'
    group by namespace, name
)

select
    shown.namespace,
    shown.name,
    jobs.first_seen,
    jobs.last_seen,
    facets.type ->> '$.processingType' as processing_type,
    facets.type ->> '$.jobType' as job_type,
    nullif(facets.documentation ->> '$.description', '') as description,
    facets.location ->> '$.url' as location,
    jobs.parent.name as parent_name,
    coalesce((facets.ownership -> '$.owners[*].name')::varchar, '[]') as owners,
    last_runs.run_id
from shown
left outer join jobs on shown.namespace = jobs.namespace and shown.name = jobs.name
left outer join facets on shown.namespace = facets.namespace and shown.name = facets.name
left outer join last_runs
    on shown.namespace = last_runs.namespace and shown.name = last_runs.name
where shown.kind = 'job'
