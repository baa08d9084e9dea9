-- Hyperparameters that were not cut.
-- id: P3
-- severity: minor
-- guards: risk
-- mlflow: log long values as an artifact
-- openlineage: send the whole value
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    parameter as subject,
    format('Parameter {} has {} letters, where a tracker cuts values.', parameter, length(value))
        as message
from model_parameters
where length(value) in (250, 500, 6000)
