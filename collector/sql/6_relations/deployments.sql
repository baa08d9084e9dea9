-- Which versions of models were served, where and when; one row a rollout and model.
-- key: job_namespace, job_name, run_id, model_namespace, model_name, model_version
-- reads: traced_runs, traced_listings, model_names, registered_versions, entity_facets
-- job_namespace: namespace of the job that serves
-- job_name: name of that job
-- run_id: the run that rolled it out
-- model_namespace: of the model
-- model_name: of the model
-- model_version: of the model; null where no version was recorded
-- environment: such as production; null if not said
-- platform: as said
-- endpoint: as said
-- status: as said
-- alias: by which the version was chosen, as said
-- traffic_percent: as said
-- state: of the run
-- started_at: when the rollout began
-- ended_at: when its run ended, or the next rollout of the job began; null while it serves
-- is_current: it serves now
with

serving as (
    select
        namespace,
        name,
        max(value) filter (facet = 'collector_deployment') as deployment,
        max(value ->> '$.jobType') filter (facet = 'jobType') as job_type
    from entity_facets
    where kind = 'job' and facet in ('collector_deployment', 'jobType')
    group by namespace, name
),

rollouts as (
    select
        runs.job_namespace,
        runs.job_name,
        runs.run_id,
        serving.deployment,
        runs.state,
        runs.started_at,
        runs.ended_at as finished_at,
        lead(runs.started_at) over (
            partition by runs.job_namespace, runs.job_name
            order by runs.started_at, runs.run_id
        ) as replaced_at
    from traced_runs as runs
    inner join serving
        on runs.job_namespace = serving.namespace and runs.job_name = serving.name
    where serving.deployment is not null or upper(serving.job_type) = 'DEPLOYMENT'
)

select
    rollouts.job_namespace,
    rollouts.job_name,
    rollouts.run_id,
    listed.namespace as model_namespace,
    listed.name as model_name,
    coalesce(registered.version, listed.version) as model_version,
    rollouts.deployment ->> '$.environment' as environment,
    rollouts.deployment ->> '$.platform' as platform,
    rollouts.deployment ->> '$.endpoint' as endpoint,
    rollouts.deployment ->> '$.status' as status,
    rollouts.deployment ->> '$.alias' as alias,
    (rollouts.deployment ->> '$.trafficPercent')::double as traffic_percent,
    rollouts.state,
    rollouts.started_at,
    least(rollouts.finished_at, rollouts.replaced_at) as ended_at,
    least(rollouts.finished_at, rollouts.replaced_at) is null as is_current
from rollouts
inner join traced_listings as listed
    on rollouts.run_id = listed.run_id and listed.role = 'input'
semi join model_names as models
    on listed.namespace = models.namespace and listed.name = models.name
left outer join registered_versions as registered
    on
        listed.namespace = registered.namespace
        and listed.name = registered.name
        and listed.version = registered.model_id
