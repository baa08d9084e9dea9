-- One run that wrote the version.
-- id: I2
-- severity: critical
-- guards: 1
-- mlflow: let the registry number the versions; never log to the same version twice
-- openlineage: never send a `datasetVersion` twice from different runs; the digest of the
-- artifact is a safe one
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    model_version as subject,
    format(
        'Version {} of {} was written by {} runs; which of them is in use cannot be told.',
        model_version,
        model_name,
        producer_count
    ) as message
from model_versions
where producer_count > 1
