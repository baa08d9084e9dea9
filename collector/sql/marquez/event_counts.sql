-- Events of runs between some times and the next, by type; one row a span, oldest first.
-- Parameter: $bounds, a list of times in order.
-- fail: FAIL
-- start: START
-- complete: COMPLETE
-- abort: ABORT
with

bounds as (select unnest($bounds::timestamp[]) as bound),

spans as (
    select
        bound as starts_at,
        lead(bound) over (order by bound) as ends_at
    from bounds
),

happened as (
    select
        event_time,
        event_type
    from events
    where
        event_time >= ($bounds::timestamp[])[1]
        and event_time < ($bounds::timestamp[])[-1]
)

select
    spans.starts_at as "startInterval",
    spans.ends_at as "endInterval",
    count(*) filter (happened.event_type = 'FAIL') as fail,
    count(*) filter (happened.event_type = 'START') as start,
    count(*) filter (happened.event_type = 'COMPLETE') as complete,
    count(*) filter (happened.event_type = 'ABORT') as abort
from spans
left outer join happened
    on spans.starts_at <= happened.event_time and spans.ends_at > happened.event_time
where spans.ends_at is not null
group by spans.starts_at, spans.ends_at
order by spans.starts_at
