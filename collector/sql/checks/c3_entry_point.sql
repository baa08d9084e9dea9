-- Repository and path of the code.
-- id: C3
-- severity: minor
-- guards: risk
-- mlflow: start the training as a file of a git checkout that has a remote
-- openlineage: on the training job: `"sourceCodeLocation": {…, "repoUrl": "https://…", "path":
-- "train.py"}`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'unknown' as outcome,
    runs.run_id as subject,
    format(
        'It is not known {}.',
        case
            when runs.repository is null and coalesce(runs.code_path, runs.entry_point) is null
                then 'in which repository the code is, and where it starts'
            when runs.repository is null then 'in which repository the code is'
            else 'where the code starts'
        end
    ) as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.repository is null or coalesce(runs.code_path, runs.entry_point) is null
