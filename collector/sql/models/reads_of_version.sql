-- What the gathered version was made from, as reads of the run that wrote it; one row a dataset.
-- reads: model_inputs, training_runs
select
    inputs.run_id,
    inputs.namespace,
    inputs.name,
    case when inputs.grade = 'recorded' then inputs.version end as version,
    inputs.role,
    inputs.feeds,
    inputs.relation,
    runs.started_at
from model_inputs as inputs
left outer join training_runs as runs on inputs.run_id = runs.run_id
