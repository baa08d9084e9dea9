-- Bodies that are not as long as their row says; one row a body.
select
    'events' as relation,
    seq
from events
where strlen(body) <> size
union all
select
    'rejections' as relation,
    seq
from rejections
where octet_length(body) <> size
order by seq
