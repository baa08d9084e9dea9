-- Hyperparameters that were not cut.
-- id: P3
-- severity: minor
-- guards: risk
-- mlflow: log a long value as an artifact: `mlflow.log_text(value, "{subject}.txt")`
-- openlineage: send the whole value of {subject}, or its digest
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    parameter as subject,
    format('Parameter {} has {} letters, where a tracker cuts values.', parameter, length(value))
        as message
from model_parameters
where length(value) in (500, 6000)
