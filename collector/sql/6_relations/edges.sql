-- Where data flows; one row a source, target, origin and job.
-- key: source_kind, source_namespace, source_name, target_kind, target_namespace, target_name,
-- origin, job_namespace, job_name
-- source_kind: dataset or job
-- source_namespace: of the source
-- source_name: of the source
-- target_kind: dataset or job
-- target_namespace: of the target
-- target_name: of the target
-- origin: explicit (lineage facet, RENAME), column (columnLineage), product (an input and an output
-- of a run that says no more), or boundary (between a job and what it reads or writes)
-- job_namespace: namespace of the job that makes it so; null where a DatasetEvent says it
-- job_name: name of that job
-- first_seen: start of the first run, or time of the first event that says so
-- last_seen: last event of the runs that say so
-- first_run_id: first run that says so; null where only static events do
-- last_run_id: run that started last of those that say so; null where only static events do
-- run_count: runs that say so
-- is_current: what the job's latest run that has succeeded, else ended, or a static event, says
with

placed as (
    select
        flows.* exclude (picture),
        case when pictures.kind = 'job' then pictures.namespace end as job_namespace,
        case when pictures.kind = 'job' then pictures.name end as job_name,
        pictures.first_seen,
        pictures.last_seen,
        pictures.first_run_id,
        pictures.last_run_id,
        pictures.last_started_at,
        pictures.run_count,
        pictures.is_current
    from folds.flows
    inner join folds.pictures on flows.picture = pictures.picture
    union all by name
    select
        * exclude (last_stamp),
        'explicit' as origin,
        'dataset' as source_kind,
        'dataset' as target_kind,
        last_seen as last_started_at,
        (last_run_id is not null)::bigint as run_count,
        true as is_current
    from folds.renamings
)

select
    source_kind,
    source_namespace,
    source_name,
    target_kind,
    target_namespace,
    target_name,
    origin,
    job_namespace,
    job_name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    arg_min(first_run_id, struct_pack(at := first_seen, run_id := first_run_id)) as first_run_id,
    arg_max(last_run_id, struct_pack(at := last_started_at, run_id := last_run_id))
        as last_run_id,
    sum(run_count)::bigint as run_count,
    bool_or(is_current) as is_current
from placed
group by
    source_kind,
    source_namespace,
    source_name,
    target_kind,
    target_namespace,
    target_name,
    origin,
    job_namespace,
    job_name
