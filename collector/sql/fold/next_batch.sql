-- Where the batch after $after ends: at most $most_events, and about $most_bytes of bodies.
with

events_next as (
    select
        seq,
        size
    from events
    where seq > $after and seq <= $after + $most_events
),

events_placed as (
    select
        seq,
        sum(size) over (order by seq) - size as bytes_before
    from events_next
)

select max(seq) as last_seq
from events_placed
where bytes_before < $most_bytes
