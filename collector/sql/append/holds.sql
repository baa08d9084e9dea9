-- Is the row with this seq on disk? One row if it is; parameter $seq.
select seq
from events
where seq = $seq
union all
select seq
from rejections
where seq = $seq
