-- Takes out the oldest refused bodies until the rest has at most $keep_bytes,
-- each with $bytes_beside on top.
with

sizes_from_newest as (
    select
        seq,
        sum(size + $bytes_beside) over (order by seq desc) as byte_total
    from rejections
)

delete from rejections
where
    seq in (
        select sizes_from_newest.seq
        from sizes_from_newest
        where sizes_from_newest.byte_total > $keep_bytes
    )
