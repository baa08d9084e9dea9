-- Versions of jobs, by what they read and write and by their code; one row a job and version.
-- key: namespace, name, version
-- namespace: of the job
-- name: of the job
-- version: identifier of the version: the same job, inputs, outputs and code, the same version
-- inputs: list of namespace and name of the datasets read
-- outputs: list of namespace and name of the datasets written
-- location_url: where the code is
-- location_version: version of the code, such as a commit
-- first_seen: start of its first run, or time of the first JobEvent
-- last_seen: last event of its runs, or time of the last JobEvent
-- first_run_id: its first run; null where only JobEvents tell of it
-- last_run_id: run that started last of its runs; null where only JobEvents tell of it
-- run_count: runs of this version
-- is_current: what the job's lineage is taken from
select
    pictures.namespace,
    pictures.name,
    versions.version,
    any_value(versions.inputs) as inputs,
    any_value(versions.outputs) as outputs,
    any_value(versions.location.url) as location_url,
    any_value(versions.location.version) as location_version,
    min(pictures.first_seen) as first_seen,
    max(pictures.last_seen) as last_seen,
    arg_min(
        pictures.first_run_id,
        struct_pack(at := pictures.first_seen, run_id := pictures.first_run_id)
    ) filter (pictures.is_of_runs) as first_run_id,
    arg_max(
        pictures.last_run_id,
        struct_pack(at := pictures.last_started_at, run_id := pictures.last_run_id)
    ) filter (pictures.is_of_runs) as last_run_id,
    sum(pictures.run_count)::bigint as run_count,
    bool_or(pictures.is_current) as is_current
from folds.pictures
inner join folds.picture_versions as versions on pictures.picture = versions.picture
left outer join folds.endless_jobs as endless
    on pictures.namespace = endless.namespace and pictures.name = endless.name
where pictures.has_ended or endless.name is not null
group by pictures.namespace, pictures.name, versions.version
