-- Numbers that were given more than once; one row a number.
with

numbers as (
    select seq from events
    union all
    select seq from rejections
)

select
    'events and rejections' as relation,
    seq
from numbers
group by seq
having count(*) > 1
order by seq
