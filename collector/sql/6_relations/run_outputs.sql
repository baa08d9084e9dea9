-- Datasets that runs wrote; one row a run and dataset.
-- key: run_id, namespace, name
-- run_id: the run
-- namespace: of the dataset
-- name: of the dataset
-- version: version that was written, where it was recorded
-- schema_version: the schema that was written
-- lifecycle_state: what was done to the dataset itself: CREATE, OVERWRITE, TRUNCATE, DROP ...
-- row_count: rows written
-- byte_count: bytes written
-- file_count: files written
-- first_seen: time of the first event of the run that lists it
-- last_seen: time of the last event of the run that lists it
select
    run_id,
    namespace,
    name,
    version,
    format('{:016x}', schema_version) as schema_version,
    lifecycle_state,
    statistics.rowcount as row_count,
    statistics.size as byte_count,
    statistics.filecount as file_count,
    first_seen,
    last_seen
from folds.listed_datasets
where role = 'output'
