-- What some runs read, and which run had written it; one row a run and dataset.
-- The writer is the run that wrote the version that was recorded, where one was; else the last one
-- that had succeeded before the reading run started.
-- key: run_id, namespace, name
-- run_id: the run that read
-- namespace: of the dataset
-- name: of the dataset
-- version: version that was recorded as read; null where none was
-- written_by: the run that had written it; null where none is known
-- is_inferred: the writer is told by time, not by a version
-- reads: wanted, listed, writers
with

inputs as (
    select
        listed.run_id,
        listed.namespace,
        listed.name,
        listed.version,
        coalesce(runs.started_at, runs.first_event_at) as started_at
    from listed
    semi join wanted on listed.run_id = wanted.run_id
    inner join folds.runs on listed.run_id = runs.run_id
    where listed.role = 'input'
),

recorded as (
    select
        inputs.run_id,
        inputs.namespace,
        inputs.name,
        max_by(
            writers.run_id,
            struct_pack(
                at := coalesce(writers.written_at, '-infinity'::timestamp), run_id := writers.run_id
            )
        ) as written_by
    from inputs
    inner join writers
        on
            inputs.namespace = writers.namespace
            and inputs.name = writers.name
            and inputs.version = writers.version
            and inputs.run_id != writers.run_id
    group by inputs.run_id, inputs.namespace, inputs.name
),

before as (
    select
        inputs.run_id,
        inputs.namespace,
        inputs.name,
        max_by(writers.run_id, struct_pack(at := writers.written_at, run_id := writers.run_id))
            as written_by
    from inputs
    inner join writers
        on
            inputs.namespace = writers.namespace
            and inputs.name = writers.name
            and inputs.started_at >= writers.written_at
            and inputs.run_id != writers.run_id
    where inputs.version is null
    group by inputs.run_id, inputs.namespace, inputs.name
)

select
    inputs.run_id,
    inputs.namespace,
    inputs.name,
    inputs.version,
    coalesce(recorded.written_by, before.written_by) as written_by,
    recorded.written_by is null and before.written_by is not null as is_inferred
from inputs
left outer join recorded
    on
        inputs.run_id = recorded.run_id
        and inputs.namespace = recorded.namespace
        and inputs.name = recorded.name
left outer join before
    on
        inputs.run_id = before.run_id
        and inputs.namespace = before.namespace
        and inputs.name = before.name
order by inputs.run_id, inputs.namespace, inputs.name
