-- The lineages that jobs had: of runs that are alike, and of static events; one row a picture.
-- key: picture
-- unit: kind, namespace, name
-- reads: run_shapes, jobs, static_statements
with

endless as (
    select
        namespace,
        name
    from jobs
    where upper(processing_type) in ('STREAMING', 'SERVICE')
),

ranked_runs as (
    select
        run_shapes.*,
        case
            when endless.name is not null or run_shapes.state = 'COMPLETE' then 2
            when run_shapes.state in ('FAIL', 'ABORT') then 1
            else 0
        end as rank
    from run_shapes
    left outer join endless
        on run_shapes.namespace = endless.namespace and run_shapes.name = endless.name
    where run_shapes.namespace is not null and run_shapes.name is not null
),

of_runs as (
    select
        shape as picture,
        namespace,
        name,
        min(started_at) as first_seen,
        max(last_seen) as last_seen,
        max(started_at) as last_started_at,
        arg_min(run_id, struct_pack(at := started_at, run_id := run_id)) as first_run_id,
        arg_max(run_id, struct_pack(at := started_at, run_id := run_id)) as last_run_id,
        count(*) as run_count,
        bool_or(has_datasets) as has_datasets,
        bool_or(state in ('COMPLETE', 'FAIL', 'ABORT')) as has_ended,
        max(struct_pack(rank := rank, at := started_at, run_id := run_id)) as best_run
    from ranked_runs
    group by shape, namespace, name
),

-- The lineage of a job is that of its latest run that has lists any datasets and has succeeded,
-- else has ended, else is at work; all are equal of a job that does not end.
ranked as (
    select
        *,
        row_number() over (
            partition by namespace, name
            order by has_datasets desc, best_run desc, picture
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
    from static_statements
    group by kind, namespace, name
)

select
    picture,
    'job' as kind,
    namespace,
    name,
    first_seen,
    last_seen,
    last_started_at,
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
    kind,
    namespace,
    name,
    make_timestamp(nullif(first_stamp >> 64, 0)::bigint) as first_seen,
    make_timestamp(nullif(last_stamp >> 64, 0)::bigint) as last_seen,
    null as last_started_at,
    null as first_run_id,
    null as last_run_id,
    0 as run_count,
    true as is_current,
    true as has_ended,
    false as is_of_runs
from static
