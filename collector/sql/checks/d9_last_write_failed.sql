-- Training data that a failed run did not leave behind.
-- id: D9
-- severity: major
-- guards: risk
-- mlflow: run the job that makes the data again, then train again
-- openlineage: run the job that makes the data again, then train again
with

starts as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        inputs.namespace,
        inputs.name,
        runs.started_at
    from model_inputs as inputs
    inner join training_runs as runs on inputs.run_id = runs.run_id
    where inputs.feeds
),

writes as (
    select * from dataset_writes
    where ended_at is not null
    qualify
        row_number() over (partition by namespace, name, ended_at order by run_id desc) = 1
)

select
    starts.model_namespace,
    starts.model_name,
    starts.model_version,
    'failed' as outcome,
    concat_ws(':', starts.namespace, starts.name) as subject,
    format('The last run that wrote {} before the training, {}, had failed.', starts.name, writes.run_id)
        as message
from starts
asof inner join writes
    on
        starts.namespace = writes.namespace
        and starts.name = writes.name
        and starts.started_at >= writes.ended_at
where writes.state in ('FAIL', 'ABORT')
