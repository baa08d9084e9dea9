-- Which runs read what was written: those that name its version, and those that name none and began
-- while it stood.
-- key: run_id, namespace, name, reader
-- reads: walked_listings, walked_runs, walked_writes
-- run_id: the run that wrote
-- reader: the run that read
-- weakness: 0 where the version was recorded, 1 where that is inferred, 2 where a link is missing:
-- the run that wrote did not succeed, or the reader names a version that nobody is known to have
-- written
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
        from walked_writes
        where version is not null
    ) as written
        on
            listed.namespace = written.namespace
            and listed.name = written.name
            and listed.version = written.version
    where listed.role = 'input'
)

select
    writes.run_id,
    writes.namespace,
    writes.name,
    reads.run_id as reader,
    0 as weakness
from walked_writes as writes
inner join reads
    on
        writes.namespace = reads.namespace
        and writes.name = reads.name
        and writes.version = reads.version
        and writes.run_id != reads.run_id
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
        and coalesce(reads.started_at < writes.until_at, true)
        and writes.run_id != reads.run_id
where not reads.is_known
