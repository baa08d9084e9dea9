-- Training data that has not moved on.
-- id: S2
-- severity: major
-- guards: risk
-- mlflow: train again on the new data
-- openlineage: train again on the new data
with

writes as (
    select
        namespace,
        name,
        ended_at,
        row_number() over (partition by namespace, name order by ended_at, run_id) as position
    from dataset_writes
    where state = 'COMPLETE' and ended_at is not null
),

newest as (
    select
        namespace,
        name,
        max(ended_at) as ended_at,
        max(position) as position
    from writes
    group by namespace, name
),

known as (
    select
        namespace,
        name,
        ended_at,
        max(position) as position
    from writes
    group by namespace, name, ended_at
),

trained as (
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
)

select
    trained.model_namespace,
    trained.model_name,
    trained.model_version,
    'failed' as outcome,
    concat_ws(':', trained.namespace, trained.name) as subject,
    format(
        '{} was written {} times since the training, at last {} days after it began.',
        trained.name,
        newest.position - coalesce(known.position, 0),
        date_diff('day', trained.started_at, newest.ended_at)
    ) as message
from trained
inner join newest on trained.namespace = newest.namespace and trained.name = newest.name
asof left join known
    on
        trained.namespace = known.namespace
        and trained.name = known.name
        and trained.started_at >= known.ended_at
where newest.ended_at > trained.started_at + to_days((select days from audit_stale))
