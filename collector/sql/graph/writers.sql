-- Runs that wrote some datasets; one row a run and dataset.
-- key: run_id, namespace, name
-- run_id: the run
-- namespace: of the dataset
-- name: of the dataset
-- version: version that was recorded for it; null where none was
-- written_at: end of the run, where it succeeded; of a run that has not ended, null
-- reads: within
select
    listed.run_id,
    listed.namespace,
    listed.name,
    listed.version,
    case
        when runs.terminal_type = 'COMPLETE'
            then make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint)
    end as written_at
from folds.listed_datasets as listed
semi join within on listed.namespace = within.namespace and listed.name = within.name
left outer join folds.runs on listed.run_id = runs.run_id
where listed.role = 'output'
