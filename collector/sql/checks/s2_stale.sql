-- Training data that has not moved on.
-- id: S2
-- severity: minor
-- guards: risk
-- mlflow: train again on the new data
-- openlineage: train again on the new data
select
    inputs.model_namespace,
    inputs.model_name,
    inputs.model_version,
    'failed' as outcome,
    concat_ws(':', inputs.namespace, inputs.name) as subject,
    format(
        '{} was written {} times since the training, at last {} days after it began.',
        inputs.name,
        count(*),
        date_diff('day', min(runs.started_at), max(writes.ended_at))
    ) as message
from model_inputs as inputs
inner join training_runs as runs on inputs.run_id = runs.run_id
inner join dataset_writes as writes
    on
        inputs.namespace = writes.namespace
        and inputs.name = writes.name
        and runs.started_at < writes.ended_at
where inputs.feeds and writes.state = 'COMPLETE'
group by
    inputs.model_namespace,
    inputs.model_name,
    inputs.model_version,
    inputs.namespace,
    inputs.name
having
    max(writes.ended_at) > min(runs.started_at) + to_days((select days from audit_stale))
