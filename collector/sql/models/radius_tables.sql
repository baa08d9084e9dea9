-- Tables that were written by runs which read the versions of the last round; one row a table and
-- version.
-- reads: radius_readers, radius_written
select
    written.namespace,
    written.name,
    readers.namespace as model_namespace,
    readers.name as model_name,
    readers.via_version as model_version,
    min(readers.hops) + 2 as hops,
    bool_or(readers.version is not null) as is_recorded,
    max(readers.run_id) as run_id,
    count(distinct readers.run_id) as run_count
from radius_readers as readers
inner join radius_written as written
    on readers.run_id = written.run_id and not written.is_model
where readers.via_version is not null
group by
    written.namespace, written.name, readers.namespace, readers.name, readers.via_version
