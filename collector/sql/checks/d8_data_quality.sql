-- Training data whose checks had passed.
-- id: D8
-- severity: major
-- guards: risk
-- mlflow: run the checks before the training, mend the data, and train again
-- openlineage: mend the data, train again; send `dataQualityAssertions` or `test` with the runs
-- that make the data
with

checked as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        quality.namespace,
        quality.name,
        quality.check_name,
        quality.field,
        arg_max(quality.status, quality.event_time) as status,
        max(quality.event_time) as checked_at
    from model_inputs as inputs
    inner join training_runs as runs on inputs.run_id = runs.run_id
    inner join input_sources as sources
        on inputs.namespace = sources.namespace and inputs.name = sources.name
    inner join data_quality as quality
        on
            sources.source_namespace = quality.namespace
            and sources.source_name = quality.name
            and runs.started_at >= quality.event_time
    where inputs.feeds and quality.status is not null
    group by all
),

failed_tests as (
    select distinct
        walked.run_id,
        quality.run_id as tested_run_id,
        quality.check_name
    from upstream_runs as walked
    inner join data_quality as quality on walked.upstream_run_id = quality.run_id
    where quality.kind = 'test' and lower(quality.status) like 'fail%'
),

-- What runs upstream said of their own tests.
tested as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        min(inputs.name) as name,
        tests.tested_run_id as run_id,
        tests.check_name
    from model_inputs as inputs
    inner join failed_tests as tests on inputs.written_by = tests.run_id
    where inputs.feeds
    group by
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        tests.tested_run_id,
        tests.check_name
)

select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    concat_ws(':', namespace, name) as subject,
    format(
        'The model was trained after {} had failed on {}, at {}.',
        concat_ws(' of ', check_name, field),
        name,
        strftime(checked_at, '%Y-%m-%d %H:%M')
    ) as message
from checked
where lower(status) like 'fail%'
union all
select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    run_id as subject,
    format(
        'The model was trained on {}, and run {} upstream had failed {}.', name, run_id, check_name
    ) as message
from tested
