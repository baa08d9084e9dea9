-- What is told of runs that a walk comes to; one row a run.
-- key: run_id
-- reads: runs
-- run_id: the run
-- job_namespace: namespace of its job
-- job_name: name of that job
-- code_version: version of the code, such as a commit
-- state: of the run
-- started_at: first START or RUNNING, else first event
-- ended_at: time of its end
-- is_snapshot: each event tells all, so that the latest one counts
-- listed_stamp: of that event
select
    run_id,
    job.namespace as job_namespace,
    job.name as job_name,
    location.version as code_version,
    coalesce(terminal_type, open_type) as state,
    coalesce(started_at, first_event_at) as started_at,
    make_timestamp(nullif(terminal_stamp >> 64, 0)::bigint) as ended_at,
    coalesce(is_snapshot, false) as is_snapshot,
    listed_stamp
from runs
