-- A digest of the bytes of the model.
-- id: I5
-- severity: major
-- guards: 4
-- mlflow: tag the version: `client.set_model_version_tag("{model}", "{version}", "sha256", digest)`
-- openlineage: on the output {model}: `"collector_model": {"modelId": …, "artifact": {"uri": …,
-- "sha256": …}}`
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    model_version as subject,
    format(
        'Nobody can check that the bytes of version {} are those that were trained.', model_version
    ) as message
from model_versions
where artifact_sha256 is null
