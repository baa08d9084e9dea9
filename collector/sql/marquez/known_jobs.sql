-- Jobs of a namespace, as in `jobs`; one row a job.
-- Parameter: $namespace, null for all.
-- first_seen: null of jobs that are only named by lineage
-- last_seen: likewise
with

linked as (
    select
        source_namespace as namespace,
        source_name as name
    from folds.lineage_links
    where source_kind = 'job'
    union
    select
        target_namespace as namespace,
        target_name as name
    from folds.lineage_links
    where target_kind = 'job'
),

unnamed as (
    select distinct
        namespace,
        name
    from folds.run_shapes
    where name = 'unknown'
),

known as (
    select
        jobs.namespace,
        jobs.name,
        jobs.first_seen,
        jobs.last_seen
    from folds.jobs
    left outer join unnamed using (namespace, name)
    where
        jobs.name != 'unknown'
        or not coalesce(jobs.has_runs, false)
        or unnamed.name is not null
    union all
    select
        namespace,
        name,
        null as first_seen,
        null as last_seen
    from linked
    where namespace is not null and name is not null
)

select
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen
from known
where $namespace::varchar is null or namespace = $namespace
group by namespace, name
