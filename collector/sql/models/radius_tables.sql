-- Tables that were written by runs which read the versions of the last round; one row a table and
-- version.
-- reads: radius_readers, radius_written
-- number: of the table in the graph
-- model_number: of the model in the graph
-- is_recorded: a run that wrote it named the version that it read
with

wrote as (
    select
        written.namespace,
        written.name,
        readers.namespace as model_namespace,
        readers.name as model_name,
        readers.via_version as model_version,
        min(readers.hops) + 2 as hops,
        bool_or(readers.version is not null) as is_recorded,
        max(readers.run_id) as run_id
    from radius_readers as readers
    inner join radius_written as written
        on readers.run_id = written.run_id and not written.is_model
    where readers.via_version is not null
    group by
        written.namespace, written.name, readers.namespace, readers.name, readers.via_version
)

select
    hash('dataset', wrote.namespace, wrote.name) as number,
    hash('dataset', wrote.model_namespace, wrote.model_name) as model_number,
    wrote.model_namespace,
    wrote.model_name,
    wrote.model_version,
    wrote.hops,
    wrote.is_recorded,
    runs.job_namespace,
    runs.job_name
from wrote
left outer join folds.traced_runs as runs on wrote.run_id = runs.run_id
order by
    wrote.hops,
    not wrote.is_recorded,
    wrote.model_namespace,
    wrote.model_name,
    wrote.model_version
