-- Language and framework.
-- id: E2
-- severity: major
-- guards: risk
-- mlflow: log the model by its flavour (`mlflow.sklearn.log_model`), which records both
-- openlineage: `"collector_environment": {"language": {"name": "python", "version": …}}` with the
-- run, `"collector_model": {…, "framework": {"name": …, "version": …}}` on {model}
select
    versions.model_namespace,
    versions.model_name,
    versions.model_version,
    'unknown' as outcome,
    runs.run_id as subject,
    format(
        'The version of {} is not known.',
        case
            when runs.language_version is null and versions.framework_version is null
                then 'the language and of the framework'
            when runs.language_version is null then 'the language'
            else 'the framework'
        end
    ) as message
from model_versions as versions
inner join training_runs as runs on versions.run_id = runs.run_id
where runs.language_version is null or versions.framework_version is null
