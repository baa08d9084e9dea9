-- What is told of the last runs of jobs that are shown; one row a run.
-- key: run_id
-- run_id: the run
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
-- nominal_start_at: start of the interval of its schedule
-- nominal_end_at: end of that interval
-- state: of the run: START, RUNNING, COMPLETE, FAIL, ABORT or OTHER
-- started_at: time of its first START, else of its first event
-- ended_at: time of its end
-- milliseconds: from start to end
-- reads: runs
select
    run_id,
    first_seen,
    last_seen,
    nominal.start_at as nominal_start_at,
    nominal.end_at as nominal_end_at,
    coalesce(terminal_type, open_type) as state,
    coalesce(started_at, first_event_at) as started_at,
    make_timestamp(nullif(terminal_stamp >> 64, 0)::bigint) as ended_at,
    epoch_ms(
        make_timestamp(nullif(terminal_stamp >> 64, 0)::bigint)
        - coalesce(started_at, first_event_at)
    ) as milliseconds
from runs
