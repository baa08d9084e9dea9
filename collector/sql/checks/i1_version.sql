-- A version that somebody named.
-- id: I1
-- severity: critical
-- guards: 1
-- mlflow: register the model (`registered_model_name=` of `log_model`), or log it with MLflow 3,
-- which gives it an identifier
-- openlineage: send the facet `version` with `datasetVersion` on the output
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    run_id as subject,
    format(
        'Model {} was written by run {} without a version; its versions cannot be told apart.',
        model_name,
        run_id
    ) as message
from model_versions
where not is_recorded
