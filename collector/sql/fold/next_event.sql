-- The first event after $after.
select min(seq) as seq
from events
where seq > $after
