-- What was taken out of the log, and why; one row a removal.
-- removed_at: when, UTC
-- relation: events or rejections
-- reason: retention, age, size or replayed
-- day: the day of receipt that was removed whole; null for single rows
-- row_count: rows removed
-- byte_count: bytes of their bodies
-- last_seq: highest seq among them
-- exported_to: the Parquet file written before; null without
create table if not exists removals (
    removed_at timestamp not null,
    relation varchar not null,
    reason varchar not null,
    day date,
    row_count bigint not null,
    byte_count bigint not null,
    last_seq bigint not null,
    exported_to varchar
)
