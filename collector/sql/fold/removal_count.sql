-- How often events were taken out of the log.
select count(*) as removal_count
from removals
where relation = 'events'
