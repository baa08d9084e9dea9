-- Code as it was committed.
-- id: C2
-- severity: critical
-- guards: 3
-- mlflow: commit before training; the plugin for MLflow records changes that are not
-- openlineage: commit before training, or send `diffSha256` in `collector_reproducibility`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    runs.run_id as subject,
    format(
        'The code had changes that were not committed: commit {} is not what ran.',
        coalesce(left(runs.code_version, 7), 'of the tree')
    ) as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.is_dirty and runs.diff_sha256 is null
