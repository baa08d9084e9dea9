-- What was measured of the versions that are asked for.
-- reads: model_metrics, asked_versions
select *
from model_metrics
semi join asked_versions
    on
        model_metrics.model_namespace = asked_versions.namespace
        and model_metrics.model_name = asked_versions.name
        and model_metrics.model_version = asked_versions.version
