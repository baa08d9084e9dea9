-- The full commit of the code.
-- id: C1
-- severity: critical
-- guards: 3
-- mlflow: train from a git checkout, with git and GitPython installed; MLflow tags the run with the
-- commit
-- openlineage: on the training job: `"sourceCodeLocation": {"type": "git", "url": …, "version":
-- <the full hash of the commit>}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    runs.run_id as subject,
    case
        when runs.code_version is null then 'The version of the code was not recorded.'
        else format(
            '{} is not the full hash of a commit; it may mean other code by now.',
            runs.code_version
        )
    end as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where not coalesce(regexp_full_match(lower(runs.code_version), '[0-9a-f]{40}|[0-9a-f]{64}'), false)
