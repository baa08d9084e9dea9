-- Runs that are named as the source of a model; one row a run.
select distinct source_run_id as run_id
from folds.model_statements
where source_run_id is not null
