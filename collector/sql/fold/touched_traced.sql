-- Runs of the batch that list a model or are named as the source of one, runs that the batch names
-- so, and earlier runs that list what is known as a model only now; one row a run.
-- reads: run_datasets
with

found as (
    select run_datasets.run_id
    from run_datasets
    semi join known_models using (namespace, name)
    union
    select touched_runs.run_id
    from touched_runs
    semi join known_sources using (run_id)
    union
    select new_sources.run_id
    from new_sources
    union
    select earlier.run_id
    from folds.run_datasets as earlier
    semi join new_models using (namespace, name)
)

select
    run_id,
    hash(run_id) as unit_number
from found
