-- What runs said of writing what the versions were made from.
-- reads: run_datasets of names_of_inputs
select
    run_id,
    namespace,
    name,
    role,
    version,
    version_stamp,
    last_stamp
from run_datasets
where role = 'output'
