-- The events received on one day; one row an event; parameter $day.
select *
from events
where received_at >= $day and received_at < $day + interval 1 day
order by seq
