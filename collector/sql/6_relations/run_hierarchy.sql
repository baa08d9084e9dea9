-- Which run contains which; one row a run that has a parent.
-- key: run_id
-- run_id: the run
-- parent_run_id: run that contains it
-- root_run_id: outermost run that contains it: as said, else the parent's, else the parent
-- job_namespace: namespace of its job
-- job_name: name of its job
-- state: state of the run
select
    runs.run_id,
    runs.parent.run_id as parent_run_id,
    coalesce(
        runs.parent.root_run_id,
        parents.parent.root_run_id,
        parents.parent.run_id,
        runs.parent.run_id
    ) as root_run_id,
    runs.job.namespace as job_namespace,
    runs.job.name as job_name,
    coalesce(runs.terminal_type, runs.open_type) as state
from folds.runs
left outer join folds.runs as parents on runs.parent.run_id = parents.run_id
where runs.parent.run_id is not null
