-- The first and the last seq of the events received since $since; one row, null without any.
select
    min(seq) as first_seq,
    max(seq) as last_seq
from events
where received_at >= $since
