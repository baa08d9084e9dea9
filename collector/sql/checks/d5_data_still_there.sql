-- Training data that is still there.
-- id: D5
-- severity: major
-- guards: risk
-- mlflow: train on a table with snapshots (Delta, Iceberg), or keep a copy of what was used
-- openlineage: send `version` of a table that keeps its snapshots, and the facet `storage`
with

kept as (
    select
        namespace,
        name
    from datasets
    where lower(storage_layer) in ('iceberg', 'delta', 'hudi', 'ducklake', 'lakefs')
),

later as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        inputs.namespace,
        inputs.name,
        min(writes.ended_at) as ended_at,
        arg_min(writes.run_id, writes.ended_at) as run_id
    from model_inputs as inputs
    inner join training_runs as runs on inputs.run_id = runs.run_id
    inner join dataset_writes as writes
        on
            inputs.namespace = writes.namespace
            and inputs.name = writes.name
            and runs.started_at < writes.ended_at
    anti join kept on inputs.namespace = kept.namespace and inputs.name = kept.name
    where inputs.feeds and writes.state = 'COMPLETE'
    group by all
),

gone as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        inputs.namespace,
        inputs.name
    from model_inputs as inputs
    inner join datasets
        on inputs.namespace = datasets.namespace and inputs.name = datasets.name
    where inputs.feeds and (datasets.is_deleted or datasets.lifecycle_state = 'TRUNCATE')
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
union all
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    concat_ws(':', namespace, name) as subject,
    format('{} was dropped or emptied; the version that was used is gone.', name) as message
from gone
