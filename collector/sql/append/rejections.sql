-- Adds a batch of refused bodies; reads the registered relation `rejections_batch`.
insert into rejections
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
from rejections_batch
