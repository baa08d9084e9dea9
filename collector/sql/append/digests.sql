-- Digests of the events with a seq from $first to $last received since $since, end to end.
-- One row with the time of the newest; none where there are none. As rows of their own they would
-- cost a hundred times as much to take over.
select
    string_agg(digest, '') as digests,
    max(received_at) as newest
from events
where seq between $first and $last and received_at >= $since
having count(*) > 0
