-- What is told of some runs; one row a run.
-- key: run_id
-- run_id: the run
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
-- nominal_start_at: start of the interval of its schedule
-- nominal_end_at: end of that interval
-- state: of the run: START, RUNNING, COMPLETE, FAIL, ABORT or OTHER
-- started_at: time of its first START, else of its first event
-- ended_at: time of its end
-- has_ended: an event has said so
-- listed_stamp: of the last event that lists datasets, where each lists them all
-- milliseconds: from start to end
-- reads: runs
with

told as (
    select
        run_id,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen,
        arg_max(nominal, nominal_stamp) as nominal,
        arg_max(terminal_type, terminal_stamp) is not null as has_ended,
        case when bool_or(is_snapshot) then max(listed_stamp) end as listed_stamp,
        coalesce(arg_max(terminal_type, terminal_stamp), arg_max(open_type, open_stamp)) as state,
        coalesce(min(started_at), min(first_event_at)) as started_at,
        make_timestamp(nullif(max(terminal_stamp) >> 64, 0)::bigint) as ended_at
    from runs
    group by run_id
)

select
    run_id,
    first_seen,
    last_seen,
    nominal.start_at as nominal_start_at,
    nominal.end_at as nominal_end_at,
    state,
    started_at,
    ended_at,
    has_ended,
    listed_stamp,
    epoch_ms(ended_at - started_at) as milliseconds
from told
