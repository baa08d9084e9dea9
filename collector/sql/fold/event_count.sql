-- The number of events in the log.
select count(*) as event_count
from events
