-- Where the code is.
-- id: C5
-- severity: critical
-- guards: 2
-- mlflow: train from a git checkout, with git and GitPython installed
-- openlineage: on the training job: `"sourceCodeLocation": {"type": "git", "url": …, "version": …}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    runs.run_id as subject,
    'No code was recorded for the training run.' as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.code_version is null and runs.code_url is null and runs.repository is null
