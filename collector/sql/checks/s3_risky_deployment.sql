-- A level that the policy asks for, where it is deployed.
-- id: S3
-- severity: major
-- guards: risk
-- reads: levels
-- mlflow: record what keeps version {version} from the level, train again, and deploy that
-- openlineage: record what keeps version {version} from the level, train again, and deploy that
select distinct
    deployments.model_namespace,
    deployments.model_name,
    deployments.model_version,
    'failed' as outcome,
    deployments.job_name as subject,
    format(
        '{} serves version {} of {}, which has level {}; the policy asks for {}.',
        coalesce(deployments.endpoint, deployments.job_name),
        versions.model_version,
        versions.model_name,
        versions.level,
        policies.min_level
    ) as message
from deployments
inner join model_versions as versions
    on
        deployments.model_namespace = versions.model_namespace
        and deployments.model_name = versions.model_name
        and deployments.model_version = versions.model_version
inner join audit_policies as policies
    on
        deployments.model_namespace = policies.namespace
        and deployments.model_name = policies.name
where deployments.is_current and versions.level < policies.min_level
