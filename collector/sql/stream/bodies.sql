-- Bodies of some events; one row an event.
-- Parameters: $seqs, and $first and $last, between which they are.
select
    seq,
    body
from events
where seq between $first and $last and seq in (select unnest($seqs))
