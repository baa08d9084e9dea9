-- The version that is deployed.
-- id: S1
-- severity: critical
-- guards: risk
-- mlflow: deploy a version (`models:/{model}/3`), not an alias alone
-- openlineage: on the input {model} of the SERVICE job: `"facets": {"version": {"datasetVersion":
-- …}}`
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    job_name as subject,
    format('{} serves {}, and its version is not known.', coalesce(endpoint, job_name), model_name)
        as message
from deployments
where is_current and model_version is null
