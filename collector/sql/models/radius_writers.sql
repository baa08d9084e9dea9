-- Runs that wrote the version that is meant; one row a run.
-- reads: walked_versions
-- $namespace, $name: of the dataset
-- $version: as recorded, or the run that wrote it
select distinct run_id
from walked_versions
where
    namespace = $namespace
    and name = $name
    and version = $version
