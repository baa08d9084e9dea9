-- Versions of the datasets that are asked for, as in `dataset_versions`; one row a version.
-- reads: asked_names, told_facets, run_datasets by asked_names, runs_of_names,
-- runs of runs_of_names
with

listed as (
    select
        names.known_namespace as namespace,
        names.known_name as name,
        listed.run_id,
        listed.role,
        arg_max(listed.version, listed.version_stamp) as version,
        arg_max(listed.schema_version, listed.schema_stamp) as schema_version,
        arg_max(listed.lifecycle_state, listed.lifecycle_stamp) as lifecycle_state,
        min(listed.first_seen) as first_seen,
        max(listed.last_seen) as last_seen,
        max(listed.last_stamp) as last_stamp,
        list(distinct listed.job_number) as job_numbers
    from run_datasets as listed
    inner join asked_names as names using (namespace, name)
    where listed.role in ('input', 'output')
    group by names.known_namespace, names.known_name, listed.run_id, listed.role
),

-- Of a run that tells all in each event, what the latest one lists.
placed as (
    select
        listed.* exclude (job_numbers),
        runs.terminal_type,
        runs.job,
        case when runs.least_job != runs.greatest_job then listed.job_numbers end as job_numbers,
        -- What a run told of its job before that had a name is told of the job of the run.
        list_transform(runs.jobs, lambda ended: struct_pack(
            stamp := ended.stamp,
            state := ended.state,
            job := case
                when ended.name = 'unknown' then runs.job
                else struct_pack(namespace := ended.namespace, name := ended.name)
            end
        )) as ends
    from listed
    inner join runs using (run_id)
    where not coalesce(runs.is_snapshot, false) or listed.last_stamp >= runs.listed_stamp
),

-- Some tools give one run to several jobs: of those that wrote a dataset, the one that ended last.
written as (
    select
        *,
        list_max(list_filter(
            ends, lambda ended:
            list_contains(job_numbers, hash(ended.job.namespace, ended.job.name))
            or (list_contains(job_numbers, 0) and ended.job = job)
        )) as writer
    from placed
    where role = 'output'
),

static as (
    select
        namespace,
        name,
        value ->> '$.datasetVersion' as version,
        first_run_id,
        make_timestamp(nullif(first_stamp >> 64, 0)::bigint) as created_at
    from told_facets
    where facet = 'version' and not is_deleted
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
        true as is_written
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
    from placed
    where role = 'input' and version is not null
    union all by name
    select
        static.namespace,
        static.name,
        static.version,
        true as is_recorded,
        placed.run_id,
        static.created_at,
        placed.run_id is not null as is_written
    from static
    left outer join placed
        on
            static.first_run_id = placed.run_id
            and placed.role = 'output'
            and static.namespace = placed.namespace
            and static.name = placed.name
    where static.version is not null
)

select
    namespace,
    name,
    version,
    md5(concat_ws(chr(10), 'dataset', namespace, name, version))::uuid as uuid,
    arg_min(run_id, struct_pack(at := created_at, run_id := run_id)) filter (is_written) as run_id,
    coalesce(min(created_at) filter (is_written), min(created_at)) as created_at,
    arg_max(schema_version, created_at) as schema_version,
    arg_max(lifecycle_state, created_at) as lifecycle_state
from told
group by namespace, name, version
