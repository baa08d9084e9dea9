-- Refused bodies that match, in order of arrival; one row a body, without the body itself.
-- Parameters: $after (seq), $limit, $reason and $client (null where they do not count).
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
    size
from rejections
where
    seq > $after
    and ($reason::varchar is null or reason = $reason)
    and ($client::varchar is null or client = $client)
order by seq
limit $limit
