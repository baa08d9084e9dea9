-- How some runs stood when an event of the log had come; one row a run that had said so by then.
-- What the folds hold counts as the log does up to the number that they are at, so that no more
-- than its end is read.
-- Parameters: $run_ids; $folded: number that the folds are at, 0 to leave them out; $last: of the
-- event.
-- run_id: the run
-- terminal_stamp: order of its last terminal event
-- terminal_type: type of that
-- open_stamp: order of its last START or RUNNING
-- open_type: type of that
with

asked as (select unnest($run_ids) as run_id),

kept as (
    select
        run_id,
        unit_number,
        terminal_stamp,
        terminal_type,
        open_stamp,
        open_type
    from folds.runs_parts
    union all
    select
        run_id,
        unit_number,
        terminal_stamp,
        terminal_type,
        open_stamp,
        open_type
    from folds.runs_settled
),

folded as (
    select * exclude (unit_number)
    from kept
    where $folded > 0 and unit_number in (select hash(asked.run_id) from asked)
),

stamped as (
    select
        run_id,
        event_type,
        coalesce(epoch_us(event_time), 0)::hugeint * 18446744073709551616
        + ('0x' || left(digest, 12))::ubigint * 65536 as stamp
    from events
    where
        seq > $folded
        and seq <= $last
        and run_id in (select asked.run_id from asked)
        and event_type in ('START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT')
),

since as (
    select
        run_id,
        case when event_type in ('COMPLETE', 'FAIL', 'ABORT') then stamp end as terminal_stamp,
        case when event_type in ('COMPLETE', 'FAIL', 'ABORT') then event_type end as terminal_type,
        case when event_type in ('START', 'RUNNING') then stamp end as open_stamp,
        case when event_type in ('START', 'RUNNING') then event_type end as open_type
    from stamped
),

said as (
    select * from folded
    union all
    select * from since
)

select
    run_id,
    max(terminal_stamp) as terminal_stamp,
    arg_max(terminal_type, terminal_stamp) as terminal_type,
    max(open_stamp) as open_stamp,
    arg_max(open_type, open_stamp) as open_type
from said
semi join asked using (run_id)
group by run_id
having max(terminal_stamp) is not null or max(open_stamp) is not null
