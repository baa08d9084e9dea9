-- What each run read and wrote, as one number; one row a run that spoke.
-- Runs of a job with the same number have the same lineage.
-- key: run_id
-- unit: run_id
-- reads: runs, run_datasets
with

listed as (
    select
        run_id,
        role,
        last_stamp,
        struct_pack(
            role := role,
            namespace := namespace,
            name := name,
            column_lineage := column_lineage,
            lineages := lineages
        ) as listed
    from run_datasets
),

gathered as (
    select
        listed.run_id,
        list_sort(list(listed.listed)) as datasets,
        bool_or(listed.role != 'job') as has_datasets
    from listed
    inner join runs on listed.run_id = runs.run_id
    where
        listed.role = 'job'
        or not coalesce(runs.is_snapshot, false)
        or listed.last_stamp >= runs.listed_stamp
    group by listed.run_id
)

select
    runs.run_id,
    runs.job.namespace as namespace,
    runs.job.name as name,
    coalesce(runs.started_at, runs.first_event_at) as started_at,
    runs.last_seen,
    coalesce(runs.terminal_type, runs.open_type) as state,
    coalesce(gathered.has_datasets, false) as has_datasets,
    md5_number_lower(
        struct_pack(
            job := runs.job, location := runs.location, datasets := gathered.datasets
        )::varchar
    ) as shape
from runs
left outer join gathered on runs.run_id = gathered.run_id
where runs.last_stamp is not null
