-- Tests that the version had to pass.
-- id: V4
-- severity: minor
-- guards: risk
-- mlflow: `mlflow.validate_evaluation_results` against thresholds
-- openlineage: send the facet `test` with the run: name, status, expected and actual
with

gates as (
    select
        versions.model_namespace,
        versions.model_name,
        versions.model_version,
        versions.run_id,
        quality.check_name,
        quality.status
    from model_versions as versions
    left outer join data_quality as quality
        on versions.run_id = quality.run_id and quality.kind = 'test'
    where versions.run_id is not null
)

select
    model_namespace,
    model_name,
    model_version,
    case when check_name is null then 'unknown' else 'failed' end as outcome,
    coalesce(check_name, run_id) as subject,
    case
        when check_name is null then 'Nothing tells of a test that the version had to pass.'
        else format('Version {} did not pass {}.', model_version, check_name)
    end as message
from gates
where check_name is null or status = 'fail'
