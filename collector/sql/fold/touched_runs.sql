-- The runs that events of the batch belong to; one row a run.
select distinct run_id
from parsed_events
where run_id is not null
