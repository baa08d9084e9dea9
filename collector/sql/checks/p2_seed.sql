-- A seed of the random numbers.
-- id: P2
-- severity: major
-- guards: 4
-- mlflow: set the seed and log it: `mlflow.log_param("random_state", 7)`
-- openlineage: with run {subject}: `"collector_reproducibility": {"seeds": [{"name": "numpy",
-- "value": "7"}]}`, or a parameter such as `random_state`
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'failed' as outcome,
    runs.run_id as subject,
    'No seed was recorded: another run will give another model.' as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
anti join (
    select run_id from model_parameters
    where
        regexp_matches(lower(parameter), '(seed|random_state)')
        and coalesce(lower(value), 'none') not in ('none', 'null', '')
) as seeded
    on runs.run_id = seeded.run_id
where coalesce(json_array_length(runs.seeds), 0) = 0 and not coalesce(runs.is_deterministic, false)
