-- The oldest refused bodies that must go so that the rest has at most $keep_bytes,
-- each with $bytes_beside on top; one row.
with

sizes_from_newest as (
    select
        seq,
        size,
        sum(size + $bytes_beside) over (order by seq desc) as byte_total
    from rejections
)

select
    count(*) as row_count,
    coalesce(sum(size), 0)::bigint as byte_count,
    max(seq) as last_seq
from sizes_from_newest
where byte_total > $keep_bytes
