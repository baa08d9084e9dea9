-- Versions of datasets: recorded ones, else one for each run that wrote and did not fail; one row
-- a version. Of jobs that share a run, the end of the one that wrote counts.
-- key: namespace, name, version
-- namespace: of the dataset
-- name: of the dataset
-- version: as recorded, else the run that wrote it
-- is_recorded: the version was said by an event
-- run_id: run that wrote it; null where it was only read or said
-- job_namespace: namespace of the job that wrote it
-- job_name: name of the job that wrote it
-- created_at: time of the event that has it as an output; of the first event that names it else
-- schema_version: identifier of its schema
-- lifecycle_state: what was done to the dataset itself with this version
-- row_count: rows written
-- byte_count: bytes written
-- file_count: files written
-- is_current: the latest one of its dataset
with

-- Some tools give one run to several jobs, each with its end. What a run told of its job before
-- that had a name is told of the job of the run.
several as (
    select run_id
    from folds.runs
    where least_job != greatest_job
),

shared as (
    select
        run_id,
        job,
        list_transform(jobs, lambda ended: struct_pack(
            stamp := ended.stamp,
            state := ended.state,
            job := case
                when ended.name = 'unknown' then job
                else struct_pack(namespace := ended.namespace, name := ended.name)
            end
        )) as ends
    from folds.runs
    semi join several using (run_id)
),

-- With the job that wrote it, of those that share the run; of several, the one that ended last.
written as (
    select
        listed.*,
        runs.terminal_type,
        list_max(list_filter(
            shared.ends, lambda ended:
            list_contains(listed.job_numbers, hash(ended.job.namespace, ended.job.name))
            or (list_contains(listed.job_numbers, 0) and ended.job = shared.job)
        )) as writer
    from folds.listed_datasets as listed
    left outer join folds.runs on listed.run_id = runs.run_id
    left outer join shared on listed.run_id = shared.run_id
    where listed.role = 'output'
),

static as (
    select
        coalesce(identities.canonical_namespace, versions.namespace) as namespace,
        coalesce(identities.canonical_name, versions.name) as name,
        versions.value ->> '$.datasetVersion' as version,
        versions.first_run_id,
        make_timestamp(nullif(versions.first_stamp >> 64, 0)::bigint) as created_at
    from folds.facet_versions as versions
    left outer join folds.identities
        on versions.namespace = identities.namespace and versions.name = identities.name
    where versions.kind = 'dataset' and versions.facet = 'version' and not versions.is_deleted
),

told as (
    select
        namespace,
        name,
        coalesce(version, run_id) as version,
        version is not null as is_recorded,
        run_id,
        last_seen as created_at,
        schema_version,
        lifecycle_state,
        statistics,
        true as is_written,
        writer
    from written
    where
        coalesce(lifecycle_state, '') != 'DROP'
        and (
            version is not null
            or coalesce(
                case when writer is null then terminal_type else writer.state end, 'COMPLETE'
            ) not in ('FAIL', 'ABORT')
        )
    union all by name
    select
        namespace,
        name,
        version,
        true as is_recorded,
        first_seen as created_at,
        schema_version,
        false as is_written
    from folds.listed_datasets
    where role = 'input' and version is not null
    union all by name
    select
        static.namespace,
        static.name,
        static.version,
        true as is_recorded,
        written.run_id,
        static.created_at,
        written.run_id is not null as is_written,
        written.writer
    from static
    left outer join written
        on
            static.first_run_id = written.run_id
            and static.namespace = written.namespace
            and static.name = written.name
    where static.version is not null
),

versions as (
    select
        namespace,
        name,
        version,
        bool_or(is_recorded) as is_recorded,
        arg_min(
            struct_pack(run_id := run_id, job := writer.job),
            struct_pack(at := created_at, run_id := run_id)
        ) filter (is_written) as written_by,
        coalesce(min(created_at) filter (is_written), min(created_at)) as created_at,
        -- Of what is told at one time the greater counts, for some has to.
        arg_max(
            schema_version,
            case
                when created_at is not null
                    then struct_pack(at := created_at, told := schema_version)
            end
        ) as schema_version,
        arg_max(
            lifecycle_state,
            case
                when created_at is not null
                    then struct_pack(at := created_at, told := lifecycle_state)
            end
        ) as lifecycle_state,
        arg_max(
            statistics,
            case
                when created_at is not null
                    then struct_pack(at := created_at, told := statistics)
            end
        ) as statistics
    from told
    group by namespace, name, version
)

select
    versions.namespace,
    versions.name,
    versions.version,
    versions.is_recorded,
    versions.written_by.run_id as run_id,
    coalesce(versions.written_by.job, runs.job).namespace as job_namespace,
    coalesce(versions.written_by.job, runs.job).name as job_name,
    versions.created_at,
    format('{:016x}', versions.schema_version) as schema_version,
    versions.lifecycle_state,
    versions.statistics.rowcount as row_count,
    versions.statistics.size as byte_count,
    versions.statistics.filecount as file_count,
    row_number() over (
        partition by versions.namespace, versions.name
        order by versions.created_at desc, versions.version desc
    ) = 1 as is_current
from versions
left outer join folds.runs on versions.written_by.run_id = runs.run_id
