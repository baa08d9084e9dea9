-- Bodies that do not hash to their digest; one row a body.
select
    'events' as relation,
    seq
from events
where sha256(body) <> digest
union all
select
    'rejections' as relation,
    seq
from rejections
where sha256(body) <> digest
order by seq
