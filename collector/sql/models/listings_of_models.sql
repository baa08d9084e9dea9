-- Which runs list the models that are asked for, without what they say of the data; one row a run,
-- role and dataset.
-- reads: asked_names
select
    run_id,
    role,
    namespace,
    name,
    last_seen,
    version_stamp,
    version,
    null::hugeint as schema_stamp,
    null::ubigint as schema_version,
    null::hugeint as statistics_stamp,
    null as statistics,
    null::hugeint as part_stamp,
    null as part
from folds.traced_datasets
semi join asked_names using (namespace, name)
