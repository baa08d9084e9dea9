-- What each event of a batch says about runs: its own, and those it names as parent and root.
with

said as (
    select
        *,
        event_type in ('COMPLETE', 'FAIL', 'ABORT') as is_terminal,
        run_facets['nominalTime'] as nominal,
        run_facets['errorMessage'] as error,
        coalesce(run_facets['processing_engine'], run_facets['processingEngine']) as engine,
        job_facets['sourceCodeLocation'] as location
    from parsed_events
    where run_id is not null
),

-- A job that was named by the run itself counts more than `unknown`, and that more than a name
-- given by a child.
named as (
    select
        *,
        case when job_name = 'unknown' then 1 else 2 end as job_rank
    from said
),

ancestors as (
    select
        stamp,
        event_time,
        parent.run.runid as run_id,
        parent.job.namespace as job_namespace,
        parent.job.name as job_name,
        struct_pack(
            run_id := null::varchar,
            job_namespace := null::varchar,
            job_name := null::varchar,
            root_run_id := null::varchar,
            root_job_namespace := null::varchar,
            root_job_name := null::varchar
        ) as parent
    from said
    where parent.run.runid is not null
    union all
    select
        stamp,
        event_time,
        parent.root.run.runid as run_id,
        parent.root.job.namespace as job_namespace,
        parent.root.job.name as job_name,
        null as parent
    from said
    where parent.root.run.runid is not null
)

select
    run_id,
    event_time as first_seen,
    event_time as last_seen,
    event_time as first_event_at,
    stamp as last_stamp,
    case when event_type = 'START' then event_time end as started_at,
    case when is_terminal then stamp end as terminal_stamp,
    case when is_terminal then event_type end as terminal_type,
    case when event_type in ('START', 'RUNNING') then stamp end as open_stamp,
    case when event_type in ('START', 'RUNNING') then event_type end as open_type,
    case
        when job_name is not null and job_namespace is not null
            then job_rank * 1329227995784915872903807060280344576::hugeint + stamp
    end as job_stamp,
    struct_pack(namespace := job_namespace, name := job_name) as job,
    job_number as least_job,
    job_number as greatest_job,
    [struct_pack(
        namespace := job_namespace,
        name := job_name,
        state := case when is_terminal then event_type end,
        stamp := case when is_terminal then stamp else 0 end
    )] as jobs,
    case when parent.run.runid is not null then stamp end as parent_stamp,
    struct_pack(
        run_id := parent.run.runid,
        job_namespace := parent.job.namespace,
        job_name := parent.job.name,
        root_run_id := parent.root.run.runid,
        root_job_namespace := parent.root.job.namespace,
        root_job_name := parent.root.job.name
    ) as parent,
    case when nominal is not null then stamp end as nominal_stamp,
    struct_pack(
        start_at := utc_time(nominal ->> '$.nominalStartTime'),
        end_at := utc_time(nominal ->> '$.nominalEndTime')
    ) as nominal,
    case when error is not null then stamp end as error_stamp,
    error ->> '$.message' as error_message,
    case when engine is not null then stamp end as engine_stamp,
    struct_pack(
        name := engine ->> '$.name', version := engine ->> '$.version'
    ) as engine,
    case when location is not null then stamp end as location_stamp,
    struct_pack(
        type := location ->> '$.type',
        url := location ->> '$.url',
        version := location ->> '$.version',
        path := location ->> '$.path'
    ) as location,
    struct_pack(
        url := location ->> '$.repoUrl',
        branch := location ->> '$.branch',
        tag := location ->> '$.tag'
    ) as repository,
    producer,
    case when inputs is not null or outputs is not null then stamp end as listed_stamp,
    is_snapshot
from named
union all by name
select
    run_id,
    event_time as first_seen,
    event_time as last_seen,
    case when job_namespace is not null and job_name is not null then stamp end as job_stamp,
    struct_pack(namespace := job_namespace, name := job_name) as job
from ancestors
