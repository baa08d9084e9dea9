-- The lowest and the highest seq of an event; one row, null in both for an empty log.
select
    min(seq) as first_seq,
    max(seq) as last_seq
from events
