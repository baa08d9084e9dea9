-- Which runs read what was written: those that name its version, and those that name none and began
-- while it stood.
-- key: run_id, namespace, name, reader
-- reads: walked_listings, walked_runs, walked_writes, walked_versions
-- run_id: the run that wrote
-- reader: the run that read
-- weakness: 0 where the version was recorded, 1 where that is inferred, 2 where a link is missing:
-- the run that wrote did not succeed, or it named no version, and the reader names one that nobody
-- is known to have written
with

reads as (
    select
        listed.run_id,
        listed.namespace,
        listed.name,
        listed.version,
        runs.started_at,
        written.version is not null as is_known
    from walked_listings as listed
    inner join walked_runs as runs on listed.run_id = runs.run_id
    left outer join (
        select distinct
            namespace,
            name,
            version
        from walked_versions
        where is_recorded
    ) as written
        on
            listed.namespace = written.namespace
            and listed.name = written.name
            and listed.version = written.version
    where listed.role = 'input'
)

select
    versions.run_id,
    versions.namespace,
    versions.name,
    reads.run_id as reader,
    0 as weakness
from walked_versions as versions
inner join reads
    on
        versions.namespace = reads.namespace
        and versions.name = reads.name
        and versions.version = reads.version
        and versions.run_id != reads.run_id
where versions.is_recorded
union all
select
    writes.run_id,
    writes.namespace,
    writes.name,
    reads.run_id as reader,
    case when reads.version is null and writes.is_complete then 1 else 2 end as weakness
from walked_writes as writes
inner join reads
    on
        writes.namespace = reads.namespace
        and writes.name = reads.name
        and writes.from_at <= reads.started_at
        and coalesce(writes.until_at > reads.started_at, true)
        and writes.run_id != reads.run_id
where reads.version is null or (writes.version is null and not reads.is_known)
