-- Versions of datasets: recorded ones, else one for each run that wrote and did not fail; one row
-- a version.
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
        listed.namespace,
        listed.name,
        coalesce(listed.version, listed.run_id) as version,
        listed.version is not null as is_recorded,
        listed.run_id,
        listed.last_seen as created_at,
        listed.schema_version,
        listed.lifecycle_state,
        listed.statistics,
        true as is_written
    from folds.listed_datasets as listed
    left outer join folds.runs on listed.run_id = runs.run_id
    where
        listed.role = 'output'
        and coalesce(listed.lifecycle_state, '') != 'DROP'
        and (
            listed.version is not null
            or coalesce(runs.terminal_type, 'COMPLETE') = 'COMPLETE'
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
        listed_datasets.run_id,
        static.created_at,
        listed_datasets.run_id is not null as is_written
    from static
    left outer join folds.listed_datasets
        on
            static.first_run_id = listed_datasets.run_id
            and listed_datasets.role = 'output'
            and static.namespace = listed_datasets.namespace
            and static.name = listed_datasets.name
    where static.version is not null
),

versions as (
    select
        namespace,
        name,
        version,
        bool_or(is_recorded) as is_recorded,
        arg_min(run_id, struct_pack(at := created_at, run_id := run_id)) filter (is_written)
            as run_id,
        coalesce(min(created_at) filter (is_written), min(created_at)) as created_at,
        arg_max(schema_version, created_at) as schema_version,
        arg_max(lifecycle_state, created_at) as lifecycle_state,
        arg_max(statistics, created_at) as statistics
    from told
    group by namespace, name, version
)

select
    versions.namespace,
    versions.name,
    versions.version,
    versions.is_recorded,
    versions.run_id,
    runs.job.namespace as job_namespace,
    runs.job.name as job_name,
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
left outer join folds.runs on versions.run_id = runs.run_id
