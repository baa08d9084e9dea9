-- Takes out the events received on one day; parameter $day.
delete from events
where received_at >= $day and received_at < $day + interval 1 day
