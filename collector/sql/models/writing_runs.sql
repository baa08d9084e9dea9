-- The runs that wrote; one row a run.
-- reads: run_datasets
select distinct
    run_id,
    hash(run_id) as unit_number
from run_datasets
