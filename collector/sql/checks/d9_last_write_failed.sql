-- Training data that a failed run did not leave behind.
-- id: D9
-- severity: major
-- guards: risk
-- mlflow: run the job that makes {subject} again, then train again
-- openlineage: run the job that makes {subject} again, then train again, with the version of what
-- it wrote
with

starts as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        inputs.namespace,
        inputs.name,
        case when inputs.grade = 'recorded' then inputs.version end as version,
        runs.started_at
    from model_inputs as inputs
    inner join training_runs as runs on inputs.run_id = runs.run_id
    where inputs.feeds
),

writes as (
    select * from dataset_writes
    where ended_at is not null
    qualify
        row_number() over (partition by namespace, name, ended_at order by run_id desc) = 1
),

-- Of a version that was named, the runs that wrote that one count.
of_versions as (
    select
        namespace,
        name,
        version,
        bool_or(state = 'COMPLETE') as is_done
    from dataset_writes
    where version is not null and state is not null
    group by namespace, name, version
)

select
    starts.model_namespace,
    starts.model_name,
    starts.model_version,
    'failed' as outcome,
    concat_ws(':', starts.namespace, starts.name) as subject,
    format(
        'The last run that wrote {} before the training, {}, had failed.',
        starts.name,
        writes.run_id
    ) as message
from starts
asof inner join writes
    on
        starts.namespace = writes.namespace
        and starts.name = writes.name
        and starts.started_at >= writes.ended_at
left outer join of_versions
    on
        starts.namespace = of_versions.namespace
        and starts.name = of_versions.name
        and starts.version = of_versions.version
where writes.state in ('FAIL', 'ABORT') and not coalesce(of_versions.is_done, false)
