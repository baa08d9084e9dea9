-- The run that wrote it has ended well.
-- id: I4
-- severity: major
-- guards: 3
-- mlflow: end the run (`mlflow.end_run`), and register models of finished runs only
-- openlineage: send COMPLETE when the training is done; train again after a failure
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    runs.run_id as subject,
    case
        when runs.state in ('FAIL', 'ABORT')
            then format('Version {} was written by a run that failed.', versions.model_version)
        else format('The run that wrote version {} has not ended.', versions.model_version)
    end as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.state is null or runs.state != 'COMPLETE'
