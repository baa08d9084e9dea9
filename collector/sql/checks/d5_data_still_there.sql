-- Training data that is still there.
-- id: D5
-- severity: major
-- guards: risk
-- mlflow: train on a table with snapshots (Delta, Iceberg), or log a copy of what was used as an
-- artifact
-- openlineage: on the input {subject}: `version`, and `"storage": {"storageLayer": "iceberg"}`
-- where the table keeps its snapshots
with

told as (
    select
        namespace,
        name,
        facet,
        value,
        event_time
    from folds.entity_facets
    where kind = 'dataset' and facet in ('storage', 'catalog', 'lifecycleStateChange')
),

kept as (
    select distinct
        namespace,
        name
    from told
    where
        facet in ('storage', 'catalog')
        and lower(coalesce(value ->> '$.storageLayer', value ->> '$.framework'))
        in ('iceberg', 'delta', 'hudi', 'ducklake', 'lakefs')
),

trained as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        inputs.namespace,
        inputs.name,
        inputs.version,
        runs.started_at
    from model_inputs as inputs
    inner join training_runs as runs on inputs.run_id = runs.run_id
    anti join kept on inputs.namespace = kept.namespace and inputs.name = kept.name
    where inputs.feeds
),

writes as (
    select * from dataset_writes
    where state = 'COMPLETE' and ended_at is not null
    qualify
        row_number() over (partition by namespace, name, ended_at order by run_id desc) = 1
),

-- Many versions are trained on the same data, at the same time.
starts as (
    select distinct
        namespace,
        name,
        started_at
    from trained
),

next_writes as (
    select
        starts.namespace,
        starts.name,
        starts.started_at,
        writes.run_id,
        writes.version
    from starts
    asof inner join writes
        on
            starts.namespace = writes.namespace
            and starts.name = writes.name
            and starts.started_at < writes.ended_at
),

later as (
    select
        trained.model_namespace,
        trained.model_name,
        trained.model_version,
        trained.namespace,
        trained.name,
        writes.run_id
    from trained
    inner join next_writes as writes
        on
            trained.namespace = writes.namespace
            and trained.name = writes.name
            and trained.started_at = writes.started_at
    where writes.version is distinct from trained.version
),

gone as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        inputs.namespace,
        inputs.name
    from model_inputs as inputs
    inner join training_runs as runs on inputs.run_id = runs.run_id
    inner join told
        on
            inputs.namespace = told.namespace
            and inputs.name = told.name
            and runs.started_at <= told.event_time
    where
        inputs.feeds
        and told.facet = 'lifecycleStateChange'
        and (told.value ->> '$.lifecycleStateChange') in ('DROP', 'TRUNCATE')
)

select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    concat_ws(':', namespace, name) as subject,
    format(
        '{} was written again by run {} after the training; the version that was used may be gone.',
        name,
        run_id
    ) as message
from later
anti join gone using (model_namespace, model_name, model_version, namespace, name)
union all
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    concat_ws(':', namespace, name) as subject,
    format('{} was dropped or emptied; the version that was used is gone.', name) as message
from gone
