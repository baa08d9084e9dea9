-- The code of the runs that made the training data.
-- id: C4
-- severity: major
-- guards: risk
-- mlflow: send lineage from the job that makes the data, with its commit
-- openlineage: `"sourceCodeLocation": {…, "version": …}` on the job of run {subject}
select
    inputs.model_namespace,
    inputs.model_name,
    inputs.model_version,
    'unknown' as outcome,
    inputs.written_by as subject,
    format('The code that made {}, in run {}, is not known.', inputs.name, inputs.written_by)
        as message
from model_inputs as inputs
inner join folds.runs on inputs.written_by = runs.run_id
where inputs.feeds and runs.location.version is null
