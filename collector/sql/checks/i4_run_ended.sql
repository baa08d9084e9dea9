-- The run that wrote it has ended well.
-- id: I4
-- severity: major
-- guards: 3
-- mlflow: end the run (`with mlflow.start_run():`, or `mlflow.end_run()`), and register models of
-- finished runs only
-- openlineage: send an event with `"eventType": "COMPLETE"` of run {subject}; train again after a
-- failure
with

-- A run that goes on may say something of the model from time to time.
heard as (
    select
        run_id,
        max(event_time) as last_at
    from model_mentions
    where run_id is not null
    group by run_id
),

open_for as (
    select
        versions.model_namespace,
        versions.model_name,
        versions.model_version,
        runs.run_id,
        runs.state,
        coalesce(
            greatest(runs.started_at, heard.last_at) + to_hours((select hours from audit_open))
            < (select newest_at from audit_moment),
            false
        ) as is_given_up
    from model_versions as versions
    inner join training_runs as runs on versions.run_id = runs.run_id
    left outer join heard on runs.run_id = heard.run_id
    where runs.state is null or runs.state != 'COMPLETE'
)

select
    model_namespace,
    model_name,
    model_version,
    case
        when state in ('FAIL', 'ABORT') or is_given_up then 'failed'
        else 'unknown'
    end as outcome,
    run_id as subject,
    case
        when state in ('FAIL', 'ABORT')
            then format('Version {} was written by run {}, which failed.', model_version, run_id)
        when is_given_up
            then format('Run {}, which wrote version {}, never ended.', run_id, model_version)
        else format('Run {}, which wrote version {}, has not ended yet.', run_id, model_version)
    end as message
from open_for
