-- The same recipe, the same result.
-- id: R2
-- severity: major
-- guards: risk
-- mlflow: set all seeds, and record the environment
-- openlineage: set all seeds, and record the environment with the hardware
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    model_version as subject,
    format('{} runs of the same recipe gave another result.', differing) as message
from repeated_versions
where differing > 0
