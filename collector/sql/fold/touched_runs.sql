-- The runs that events of the batch belong to; one row a run.
select distinct
    run_id,
    hash(run_id) as unit_number
from parsed_events
where run_id is not null
