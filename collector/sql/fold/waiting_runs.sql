-- The runs that have parts; one row a run. What is told of a run of models may be made anew
-- although it said nothing more, when what it lists is known as a model late.
select distinct
    run_id,
    unit_number
from folds.runs_parts
union
select
    run_id,
    hash(run_id) as unit_number
from folds.traced_runs_parts
