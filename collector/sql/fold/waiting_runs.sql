-- The runs that have parts; one row a run.
select distinct
    run_id,
    unit_number
from folds.runs_parts
