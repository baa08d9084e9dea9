-- All runs that list a model or are named as the source of one; one row a run.
with

found as (
    select run_datasets.run_id
    from folds.run_datasets
    semi join known_models using (namespace, name)
    union
    select known_sources.run_id
    from known_sources
)

select
    run_id,
    hash(run_id) as unit_number
from found
