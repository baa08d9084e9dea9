-- Bodies that were refused, with the reason; one row a body (of a batch: an event).
-- key: seq
-- seq: order of arrival, shared with events
-- digest: SHA-256 of the body, in hex
-- received_at: when the collector stored it, UTC
-- reason: Malformed (unreadable), Unsupported (type or encoding) or InvalidEvent (schema)
-- message: the reason in a sentence
-- problems: JSON array of layer, pointer, message, schema_id and facet
-- content_type: Content-Type as sent
-- content_encoding: Content-Encoding, where the body is kept compressed
-- is_batch: the body is a whole batch, not one event
-- client: name of the API key that sent it; null without a key
-- size: bytes of the body
-- body: the bytes as they came, decompressed where that was possible
create table if not exists rejections (
    seq bigint not null,
    digest varchar not null,
    received_at timestamp not null,
    reason varchar not null,
    message varchar not null,
    problems varchar not null,
    content_type varchar not null,
    content_encoding varchar not null,
    is_batch boolean not null,
    client varchar,
    size bigint not null,
    body blob not null using compression zstd
)
