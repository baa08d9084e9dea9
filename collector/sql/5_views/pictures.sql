-- The lineages that jobs had: of runs that are alike, and of static events; one row a picture.
-- key: picture
with

of_runs as (
    select
        shape as picture,
        job_namespace,
        job_name,
        min(started_at) as first_seen,
        max(last_seen) as last_seen,
        arg_min(run_id, struct_pack(at := started_at, run_id := run_id)) as first_run_id,
        arg_max(run_id, struct_pack(at := started_at, run_id := run_id)) as last_run_id,
        count(*) as run_count,
        bool_or(has_datasets) as has_datasets,
        max(started_at) filter (state in ('COMPLETE', 'FAIL', 'ABORT')) as ended_run_at,
        max(started_at) as started_at,
        bool_or(state in ('COMPLETE', 'FAIL', 'ABORT')) as has_ended
    from folds.run_shapes
    group by shape, job_namespace, job_name
),

-- The lineage of a job is that of its latest run that has ended and lists any datasets.
ranked as (
    select
        *,
        row_number() over (
            partition by job_namespace, job_name
            order by
                has_datasets desc,
                ended_run_at is not null desc,
                coalesce(ended_run_at, started_at) desc,
                last_run_id desc,
                picture
        ) = 1 as is_current
    from of_runs
),

static as (
    select
        kind,
        namespace,
        name,
        min(first_stamp) as first_stamp,
        max(last_stamp) as last_stamp
    from folds.static_statements
    group by kind, namespace, name
)

select
    picture,
    job_namespace,
    job_name,
    first_seen,
    last_seen,
    first_run_id,
    last_run_id,
    run_count,
    is_current,
    has_ended,
    true as is_of_runs
from ranked
union all
select
    md5_number_lower(concat_ws(chr(10), kind, namespace, name)) as picture,
    case when kind = 'job' then namespace end as job_namespace,
    case when kind = 'job' then name end as job_name,
    make_timestamp(nullif(first_stamp >> 64, 0)::bigint) as first_seen,
    make_timestamp(nullif(last_stamp >> 64, 0)::bigint) as last_seen,
    null as first_run_id,
    null as last_run_id,
    0 as run_count,
    true as is_current,
    true as has_ended,
    false as is_of_runs
from static
