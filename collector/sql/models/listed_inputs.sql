-- What runs that read or write models list as inputs under some names.
-- reads: listed_names
select
    listed.run_id,
    listed.namespace,
    listed.name,
    listed.version,
    listed.version_stamp,
    listed.part.role as part_role,
    listed.part_stamp
from folds.traced_datasets as listed
semi join listed_names using (namespace, name)
where listed.role = 'input'
