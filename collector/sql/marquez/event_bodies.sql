-- Bodies of events; one row an event, in no order.
-- Parameter: $seqs, a list of numbers of events.
-- seq: number of the event
-- body: as it was sent
-- has_oddities: it says what JSON cannot say
with

odd as (
    select distinct seq
    from violations
    where layer = 'json'
)

select
    events.seq,
    events.body,
    odd.seq is not null as has_oddities
from events
left outer join odd on events.seq = odd.seq
where events.seq in (select unnest($seqs::bigint[]))
