-- Events after $after cut into spans of about $span_bytes of bodies; one row a span, in order.
-- first_seq: seq of the first event of the span
-- last_seq: seq of its last event
with

events_placed as (
    select
        seq,
        (sum(size) over (order by seq) - size) // $span_bytes as span
    from events
    where seq > $after
)

select
    min(seq) as first_seq,
    max(seq) as last_seq
from events_placed
group by span
order by first_seq
