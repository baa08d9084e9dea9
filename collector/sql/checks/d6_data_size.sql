-- How much data there was.
-- id: D6
-- severity: minor
-- guards: risk
-- mlflow: log a dataset with a profile: `mlflow.data.from_pandas` counts the rows
-- openlineage: on the input {subject}: `"inputFacets": {"inputStatistics": {"rowCount": …, "size":
-- …}}`
select
    model_namespace,
    model_name,
    model_version,
    'unknown' as outcome,
    concat_ws(':', namespace, name) as subject,
    format('How many rows of {} were read is not known.', name) as message
from model_inputs
where row_count is null and byte_count is null and not is_model
