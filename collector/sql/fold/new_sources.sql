-- Runs that are named as the source of a model and are not known as such yet; one row a run.
select distinct source_run_id as run_id
from folds.model_statements_parts
where
    source_run_id is not null
    and source_run_id not in (select known_sources.run_id from known_sources)
