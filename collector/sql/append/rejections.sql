-- Adds a batch of refused bodies; reads the registered relation `rejection_batch`.
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
from rejection_batch
