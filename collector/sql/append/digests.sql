-- Digests of the events received since $since; one row an event, oldest first.
select
    digest,
    received_at
from events
where received_at >= $since
order by seq
