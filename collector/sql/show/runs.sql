-- Runs that match, newest first, without those that are only named by others; one row a run.
-- Parameters: $job_namespace and $job_name, $state, $since; null where they do not count.
-- run_id: the run
-- state: its state
-- job_namespace: namespace of its job
-- job_name: name of its job
-- started_at: when it started
-- ended_at: when it ended; null while it runs
-- seconds: how long it took; null while it runs
-- parent_run_id: run that contains it
-- error_message: why it failed, where it said so
select
    run_id,
    state,
    job_namespace,
    job_name,
    started_at,
    ended_at,
    epoch(ended_at - started_at) as seconds,
    parent_run_id,
    error_message
from runs
where
    not is_stub
    and ($job_namespace::varchar is null or job_namespace = $job_namespace)
    and ($job_name::varchar is null or job_name = $job_name)
    and ($state::varchar is null or state = $state)
    and ($since::timestamp is null or started_at >= $since::timestamp)
order by started_at desc nulls last, run_id desc
