-- Those of some jobs that lineage names; one row a job.
-- Parameter: $asked, a list of namespace and name.
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
with

asked as (select unnest($asked::struct(namespace varchar, name varchar)[], recursive := true)),

linked as (
    select
        picture,
        source_namespace as namespace,
        source_name as name
    from folds.lineage_links
    where source_kind = 'job'
    union all
    select
        picture,
        target_namespace as namespace,
        target_name as name
    from folds.lineage_links
    where target_kind = 'job'
)

select
    linked.namespace,
    linked.name,
    min(runs.first_seen) as first_seen,
    max(runs.last_seen) as last_seen
from linked
semi join asked using (namespace, name)
left outer join folds.picture_runs as runs on linked.picture = runs.picture
group by linked.namespace, linked.name
