-- The lineages that jobs had: of runs that are alike, and of static events; one row a picture.
-- key: picture
with

open_runs as (
    select
        shape as picture,
        namespace,
        name,
        has_datasets,
        min(started_at) as first_seen,
        max(last_seen) as last_seen,
        min(struct_pack(at := started_at, run_id := run_id)) as first_run,
        max(struct_pack(at := started_at, run_id := run_id)) as last_run,
        count(*) as run_count
    from folds.open_shapes
    where namespace is not null and name is not null
    group by shape, namespace, name, has_datasets
),

runs as (
    select
        *,
        true as has_ended
    from folds.picture_runs
    union all by name
    select
        *,
        false as has_ended
    from open_runs
),

of_runs as (
    select
        picture,
        namespace,
        name,
        has_datasets,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen,
        min(first_run) as first_run,
        max(last_run) as last_run,
        max(last_run) filter (has_ended) as last_ended_run,
        max(last_complete_run) as last_complete_run,
        sum(run_count)::bigint as run_count
    from runs
    group by picture, namespace, name, has_datasets
),

-- The lineage of a job is that of its latest run that lists any datasets and has succeeded, else
-- has ended, else is at work; all are equal of a job that does not end.
ranked as (
    select
        of_runs.*,
        row_number() over (
            partition by of_runs.namespace, of_runs.name
            order by
                of_runs.has_datasets desc,
                case when endless.name is null then of_runs.last_complete_run end desc nulls last,
                case when endless.name is null then of_runs.last_ended_run end desc nulls last,
                of_runs.last_run desc,
                of_runs.picture
        ) = 1 as is_current
    from of_runs
    left outer join folds.endless_jobs as endless
        on of_runs.namespace = endless.namespace and of_runs.name = endless.name
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
    'job' as kind,
    namespace,
    name,
    first_seen,
    last_seen,
    last_run.at as last_started_at,
    first_run.run_id as first_run_id,
    last_run.run_id as last_run_id,
    run_count,
    is_current,
    last_ended_run is not null as has_ended,
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
