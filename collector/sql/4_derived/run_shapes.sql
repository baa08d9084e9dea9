-- What each run read and wrote, as one number; one row a run that spoke, for each of its jobs.
-- Runs of a job with the same number have the same lineage.
-- key: run_id, namespace, name
-- unit: run_id
-- reads: runs, run_datasets
with

-- Some tools give one run to several jobs.
shared as (
    select
        run_id,
        unnest(jobs) as job
    from runs
    where least_job != greatest_job
),

run_jobs as (
    select
        run_id,
        job.namespace as namespace,
        job.name as name,
        arg_max(job.state, job.stamp) filter (job.state is not null) as state
    from shared
    where job.name != 'unknown'
    group by run_id, job.namespace, job.name
),

spoken as (
    select
        runs.run_id,
        coalesce(run_jobs.namespace, runs.job.namespace) as namespace,
        coalesce(run_jobs.name, runs.job.name) as name,
        coalesce(runs.started_at, runs.first_event_at) as started_at,
        -- Of its own events: those that name it as their parent do not touch its shape.
        make_timestamp(nullif(runs.last_stamp >> 64, 0)::bigint) as last_seen,
        case
            when run_jobs.run_id is null then coalesce(runs.terminal_type, runs.open_type)
            else coalesce(run_jobs.state, runs.open_type)
        end as state,
        runs.location,
        runs.is_snapshot,
        runs.listed_stamp,
        coalesce(
            run_jobs.name = runs.job.name and run_jobs.namespace = runs.job.namespace, true
        ) as is_job_of_run
    from runs
    left outer join run_jobs on runs.run_id = run_jobs.run_id
    where runs.last_stamp is not null
),

listed as (
    select
        spoken.run_id,
        spoken.namespace,
        spoken.name,
        run_datasets.role,
        struct_pack(
            role := run_datasets.role,
            namespace := run_datasets.namespace,
            name := run_datasets.name,
            column_lineage := arg_max_null(
                run_datasets.column_lineage, run_datasets.column_lineage_stamp
            ),
            lineages := list_sort(list_distinct(flatten(
                list(run_datasets.lineages) filter (run_datasets.lineages is not null)
            )))
        ) as listed
    from spoken
    inner join run_datasets
        on
            spoken.run_id = run_datasets.run_id
            and (
                run_datasets.job_number = hash(spoken.namespace, spoken.name)
                or (run_datasets.job_number = 0 and spoken.is_job_of_run)
            )
    where
        run_datasets.role = 'job'
        or not coalesce(spoken.is_snapshot, false)
        or run_datasets.last_stamp >= spoken.listed_stamp
    group by
        spoken.run_id,
        spoken.namespace,
        spoken.name,
        run_datasets.role,
        run_datasets.namespace,
        run_datasets.name
),

gathered as (
    select
        run_id,
        namespace,
        name,
        list_sort(list(listed)) as datasets,
        bool_or(role != 'job') as has_datasets
    from listed
    group by run_id, namespace, name
)

select
    hash(spoken.run_id) as unit_number,
    spoken.run_id,
    spoken.namespace,
    spoken.name,
    spoken.started_at,
    spoken.last_seen,
    spoken.state,
    coalesce(gathered.has_datasets, false) as has_datasets,
    md5_number_lower(
        struct_pack(
            namespace := spoken.namespace,
            name := spoken.name,
            location := spoken.location,
            datasets := gathered.datasets
        )::varchar
    ) as shape
from spoken
left outer join gathered
    on
        spoken.run_id = gathered.run_id
        and spoken.namespace = gathered.namespace
        and spoken.name = gathered.name
