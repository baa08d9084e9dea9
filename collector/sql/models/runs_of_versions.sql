-- Runs that wrote the versions that are asked for; one row a run.
-- reads: model_runs, asked_versions
select distinct
    run_id,
    hash(run_id) as unit_number
from model_runs
semi join asked_versions using (namespace, name, version)
