-- Code as it was committed.
-- id: C2
-- severity: critical
-- guards: 3
-- mlflow: commit before the training; MLflow alone does not notice changes
-- openlineage: commit before the training, or send `"collector_reproducibility": {"code": {"dirty":
-- true, "diffSha256": …}}` with run {subject}
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
