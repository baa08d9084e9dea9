-- Runs that wrote the version that is meant; one row a run.
-- reads: walked_writes
-- $namespace, $name: of the dataset
-- $version: as recorded, or the run that wrote it
select run_id
from walked_writes
where
    namespace = $namespace
    and name = $name
    and coalesce(version, run_id) = $version
