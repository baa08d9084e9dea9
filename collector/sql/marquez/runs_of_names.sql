-- Runs that tell of versions of the datasets that are asked for; one row a run.
-- reads: asked_names, run_datasets by asked_names
select distinct run_id
from run_datasets
where role = 'output' or (role = 'input' and version is not null)
