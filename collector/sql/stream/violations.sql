-- Violations of the events of a span of the log; one row a violation.
-- Parameters: $first and $last: the numbers of the first event and the last.
select
    seq,
    layer,
    pointer,
    facet,
    message,
    schema_id
from violations
where seq between $first and $last
order by seq, layer, pointer, message
