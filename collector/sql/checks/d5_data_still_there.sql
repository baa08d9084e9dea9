-- Training data that is still there.
-- id: D5
-- severity: major
-- guards: risk
-- mlflow: train on a table with snapshots (Delta, Iceberg), or log a copy of what was used as an
-- artifact
-- openlineage: on the input {subject}: `version`, and `"storage": {"storageLayer": "iceberg"}`
-- where the table keeps its snapshots
with

kept as (
    select
        namespace,
        name
    from datasets
    where lower(storage_layer) in ('iceberg', 'delta', 'hudi', 'ducklake', 'lakefs')
    union
    select
        namespace,
        name
    from facets
    where
        kind = 'dataset'
        and facet = 'catalog'
        and lower(value ->> '$.framework') in ('iceberg', 'delta', 'hudi', 'ducklake', 'lakefs')
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

later as (
    select
        trained.model_namespace,
        trained.model_name,
        trained.model_version,
        trained.namespace,
        trained.name,
        writes.run_id
    from trained
    asof inner join writes
        on
            trained.namespace = writes.namespace
            and trained.name = writes.name
            and trained.started_at < writes.ended_at
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
