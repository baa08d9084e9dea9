-- The runs of a walk, as it tells them.
-- reads: walked_runs
select
    run_id,
    job_namespace,
    job_name,
    code_version,
    state,
    started_at,
    ended_at
from walked_runs
