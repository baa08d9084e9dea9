-- Violations of these events; one row a violation; parameter $seqs.
select
    seq,
    layer,
    pointer,
    facet,
    message,
    schema_id
from violations
where seq in (select unnest($seqs))
order by seq, layer, pointer, message
