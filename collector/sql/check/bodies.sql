-- Bodies of the events with a seq in ($after, $until]; one row an event.
select
    seq,
    body
from events
where seq > $after and seq <= $until
order by seq
