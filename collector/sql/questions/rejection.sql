-- The refused body with this seq; one row or none; parameter $seq.
select
    seq,
    digest,
    received_at,
    reason,
    message,
    problems,
    content_type,
    content_encoding,
    is_batch,
    client,
    size,
    body
from rejections
where seq = $seq
