-- The highest seq of a body of $size bytes or more; one row, 0 without any.
with

large_bodies as (
    select seq
    from events
    where size >= $size
    union all
    select seq
    from rejections
    where size >= $size
)

select coalesce(max(seq), 0) as last_seq
from large_bodies
