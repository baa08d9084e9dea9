-- Versions of a job as Marquez tells of them, newest first; one row a version, or one without.
-- Parameters: $namespace and $name of the job; $version, its identifier, null for all; $limit and
-- $offset. Lower-case columns are no members of the answer.
-- total_count: versions that match
-- run_id: run that started last of its runs
with

matching as (
    select * from job_versions
    where
        namespace = $namespace
        and name = $name
        and ($version::varchar is null or version = lower($version))
),

counted as (select count(*) as total_count from matching),

page as (
    select * from matching
    order by first_seen desc nulls last, version
    limit $limit offset $offset
)

select
    counted.total_count,
    page.last_run_id as run_id,
    struct_pack(namespace := page.namespace, name := page.name, version := page.version) as id,
    page.name as name,
    page.first_seen as "createdAt",
    page.version as version,
    page.namespace as namespace,
    page.location_url as location,
    coalesce(page.inputs, []) as inputs,
    coalesce(page.outputs, []) as outputs,
    null as "latestRun",
    page.run_count as "runCount",
    page.is_current as "isCurrent"
from counted
left outer join page on true
order by page.first_seen desc nulls last, page.version
