-- Runs, also those that others name as parent or root; one row a run.
-- key: run_id
-- run_id: runId as sent
-- state: type of the last terminal event, else of the later of START and RUNNING; null if neither
-- job_namespace: namespace of its job
-- job_name: name of its job, the latest that is not `unknown`; several jobs may share a run
-- started_at: time of the first START, else of the first event; null for a stub
-- ended_at: time of the last terminal event; null while it runs
-- nominal_start_at: start of the interval it is for
-- nominal_end_at: end of the interval it is for
-- parent_run_id: run that contains it
-- parent_job_namespace: namespace of the parent's job
-- parent_job_name: name of the parent's job
-- root_run_id: outermost run that contains it, as said
-- root_job_namespace: namespace of the root's job
-- root_job_name: name of the root's job
-- error_message: why it failed, where it said so
-- engine: name of the processing engine
-- engine_version: version of the processing engine
-- producer: producer of its latest event
-- job_version: version of the job, by what the run read and wrote and its code; null while it runs,
-- but for jobs that never end
-- is_stub: only named by other runs
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
select
    runs.run_id,
    coalesce(runs.terminal_type, runs.open_type) as state,
    runs.job.namespace as job_namespace,
    runs.job.name as job_name,
    coalesce(runs.started_at, runs.first_event_at) as started_at,
    make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint) as ended_at,
    runs.nominal.start_at as nominal_start_at,
    runs.nominal.end_at as nominal_end_at,
    runs.parent.run_id as parent_run_id,
    runs.parent.job_namespace as parent_job_namespace,
    runs.parent.job_name as parent_job_name,
    runs.parent.root_run_id as root_run_id,
    runs.parent.root_job_namespace as root_job_namespace,
    runs.parent.root_job_name as root_job_name,
    runs.error_message,
    runs.engine.name as engine,
    runs.engine.version as engine_version,
    runs.producer,
    case
        when runs.terminal_type is not null or endless.name is not null
            then picture_versions.version
    end as job_version,
    runs.last_stamp is null as is_stub,
    runs.first_seen,
    runs.last_seen
from folds.runs
left outer join folds.run_shapes
    on
        runs.run_id = run_shapes.run_id
        and runs.job.namespace = run_shapes.namespace
        and runs.job.name = run_shapes.name
left outer join folds.picture_versions on run_shapes.shape = picture_versions.picture
left outer join folds.endless_jobs as endless
    on runs.job.namespace = endless.namespace and runs.job.name = endless.name
