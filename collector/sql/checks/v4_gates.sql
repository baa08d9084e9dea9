-- Tests that the version had to pass.
-- id: V4
-- severity: minor
-- guards: risk
-- mlflow: `mlflow.validate_evaluation_results` against thresholds
-- openlineage: with the run: `"test": {"tests": [{"name": "accuracy", "status": "pass", "expected":
-- "0.8", "actual": "0.9"}]}`
with

-- Tests of the run that wrote the version, and of runs that read it, such as an evaluation.
gates as (
    select distinct
        versions.model_namespace,
        versions.model_name,
        versions.model_version,
        versions.run_id,
        quality.check_name,
        quality.status
    from model_versions as versions
    left outer join model_mentions as mentions
        on
            versions.model_namespace = mentions.namespace
            and versions.model_name = mentions.name
            and versions.model_version = mentions.version
    left outer join data_quality as quality
        on
            coalesce(mentions.run_id, versions.run_id) = quality.run_id
            and quality.kind = 'test'
),

judged as (
    select
        *,
        count(check_name) over (partition by model_namespace, model_name, model_version) as tests
    from gates
    where run_id is not null
)

select distinct
    model_namespace,
    model_name,
    model_version,
    case when tests = 0 then 'unknown' else 'failed' end as outcome,
    case when tests = 0 then run_id else check_name end as subject,
    case
        when tests = 0 then 'Nothing tells of a test that the version had to pass.'
        else format('Version {} did not pass {}.', model_version, check_name)
    end as message
from judged
where tests = 0 or lower(status) like 'fail%'
