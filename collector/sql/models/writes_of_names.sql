-- What runs said of writing datasets under some names, as far as it is told by whom and when.
-- reads: names
select
    listed.run_id,
    listed.role,
    listed.namespace,
    listed.name,
    listed.version,
    listed.version_stamp,
    listed.last_stamp
from folds.run_datasets as listed
semi join names using (namespace, name)
where listed.role = 'output'
