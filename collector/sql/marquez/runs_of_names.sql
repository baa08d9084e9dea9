-- Runs that tell of versions of the datasets that are asked for; one row a run.
-- reads: asked_names
with

listed as (
    select
        run_id,
        namespace,
        name,
        role,
        version
    from folds.run_datasets_parts
    union all
    select
        run_id,
        namespace,
        name,
        role,
        version
    from folds.run_datasets_settled
)

select distinct run_id
from listed
semi join asked_names using (namespace, name)
where role = 'output' or (role = 'input' and version is not null)
