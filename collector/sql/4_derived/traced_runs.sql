-- Runs that write or read models, and those that a registry names as the source of one; one row a
-- run that spoke.
-- key: run_id
-- unit: run_id
-- reads: runs, run_shapes
with

shown as (
    select
        run_id,
        list_sort(list_distinct(list(shape))) as pictures
    from run_shapes
    group by run_id
)

select
    hash(runs.run_id) as unit_number,
    runs.run_id,
    runs.job.namespace as job_namespace,
    runs.job.name as job_name,
    coalesce(runs.terminal_type, runs.open_type) as state,
    coalesce(runs.started_at, runs.first_event_at) as started_at,
    -- Of the event that ended it: what is told of it later does not move its end.
    make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint) as ended_at,
    runs.location,
    runs.repository,
    runs.parent.run_id as parent_run_id,
    runs.error_message,
    shown.pictures
from runs
left outer join shown on runs.run_id = shown.run_id
where runs.last_stamp is not null
