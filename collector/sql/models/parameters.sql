-- Hyperparameters of the gathered versions; one row a version and parameter.
-- key: model_version, parameter
select
    parameters.model_version,
    parameters.parameter,
    parameters.value,
    parameters.name,
    parameters.description
from model_parameters as parameters
inner join model_versions as versions
    on
        parameters.model_namespace = versions.model_namespace
        and parameters.model_name = versions.model_name
        and parameters.model_version = versions.model_version
        and parameters.run_id = versions.run_id
order by parameters.model_version, parameters.parameter
