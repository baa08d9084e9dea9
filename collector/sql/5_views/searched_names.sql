-- Names of jobs and datasets in which words are searched for; the same one may come many times.
-- number: of kind, namespace and name
-- kind: job or dataset
-- namespace: of the job or dataset, as folded
-- name: of the job or dataset, as folded
-- last_seen: time of an event that names it; null where lineage or another name alone does
with

told as (
    select
        'job' as kind,
        namespace,
        name,
        last_seen
    from folds.jobs_parts
    where name != 'unknown' or not coalesce(has_runs, false)
    union all
    select
        'job' as kind,
        namespace,
        name,
        last_seen
    from folds.jobs_settled_0
    where name != 'unknown' or not coalesce(has_runs, false)
    union all
    select
        'job' as kind,
        namespace,
        name,
        last_seen
    from folds.jobs_settled_1
    where name != 'unknown' or not coalesce(has_runs, false)
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        last_seen
    from folds.datasets_parts
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        last_seen
    from folds.datasets_settled_0
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        last_seen
    from folds.datasets_settled_1
    union all
    select
        'dataset' as kind,
        previous_namespace as namespace,
        previous_name as name,
        make_timestamp(nullif(last_stamp >> 64, 0)::bigint) as last_seen
    from folds.renames
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        null as last_seen
    from folds.identities
),

-- What flows by itself, and not because a lineage facet says so, is told; but a job whose runs
-- have no name for it yet is there as `unknown`.
flows as (
    select *
    from folds.flows
    where
        origin not in ('boundary', 'product')
        or source_name = 'unknown'
        or target_name = 'unknown'
)

select
    hash(kind, namespace, name) as number,
    *
from told
union all
select
    source_number as number,
    source_kind as kind,
    source_namespace as namespace,
    source_name as name,
    null as last_seen
from flows
union all
select
    target_number as number,
    target_kind as kind,
    target_namespace as namespace,
    target_name as name,
    null as last_seen
from flows
