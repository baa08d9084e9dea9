-- What runs upstream of models read, with the grade of the version; one row a run and dataset.
-- key: run_id, namespace, name
-- run_id: the run that read
-- namespace: of the dataset
-- name: of the dataset
-- version: as recorded
-- grade: recorded, inferred or missing
-- written_by: run that had written it, where it is known
-- reads: wanted, dataset_writes
with

inputs as (
    select
        listed.run_id,
        listed.namespace,
        listed.name,
        listed.version,
        coalesce(runs.started_at, runs.first_event_at) as started_at
    from folds.listed_datasets as listed
    semi join wanted on listed.run_id = wanted.run_id
    inner join folds.runs on listed.run_id = runs.run_id
    where listed.role = 'input'
),

recorded as (
    select
        namespace,
        name,
        version,
        arg_min(run_id, struct_pack(at := ended_at, run_id := run_id)) as written_by
    from dataset_writes
    where version is not null
    group by namespace, name, version
),

done as (
    select * from dataset_writes
    where state = 'COMPLETE' and ended_at is not null
    qualify
        row_number() over (partition by namespace, name, ended_at order by run_id desc) = 1
)

select
    inputs.run_id,
    inputs.namespace,
    inputs.name,
    inputs.version,
    case
        when inputs.version is not null then 'recorded'
        when done.run_id is not null then 'inferred'
        else 'missing'
    end as grade,
    case when inputs.version is not null then recorded.written_by else done.run_id end as written_by
from inputs
asof left join done
    on
        inputs.namespace = done.namespace
        and inputs.name = done.name
        and inputs.started_at >= done.ended_at
left outer join recorded
    on
        inputs.namespace = recorded.namespace
        and inputs.name = recorded.name
        and inputs.version = recorded.version
