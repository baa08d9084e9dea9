-- The highest seq of a body of $size bytes or more; one row, 0 without any.
select
    greatest(
        coalesce((select max(seq) from events where size >= $size), 0),
        coalesce((select max(seq) from rejections where size >= $size), 0)
    ) as last_seq
