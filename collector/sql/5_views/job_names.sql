-- Every job there is, also those that others name as parent or root; one row a job.
-- key: namespace, name
with

-- A run that called its job `unknown` at first has got its name later.
named as (
    select distinct
        runs.job.namespace as namespace,
        runs.job.name as name
    from folds.runs
    where runs.job.name = 'unknown'
),

linked as (
    select
        picture,
        source_namespace as namespace,
        source_name as name
    from folds.lineage_links
    where source_kind = 'job'
    union
    select
        picture,
        target_namespace as namespace,
        target_name as name
    from folds.lineage_links
    where target_kind = 'job'
),

only_linked as (
    select
        linked.namespace,
        linked.name,
        min(pictures.first_seen) as first_seen,
        max(pictures.last_seen) as last_seen,
        false as has_events,
        false as has_runs
    from linked
    inner join folds.pictures on linked.picture = pictures.picture
    anti join folds.jobs on linked.namespace = jobs.namespace and linked.name = jobs.name
    where linked.namespace is not null and linked.name is not null
    group by linked.namespace, linked.name
),

jobs as (
    select * from folds.jobs
    union all by name
    select * from only_linked
)

select jobs.*
from jobs
left outer join named on jobs.namespace = named.namespace and jobs.name = named.name
where jobs.name != 'unknown' or not coalesce(jobs.has_runs, false) or named.name is not null
