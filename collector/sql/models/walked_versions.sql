-- Versions that were written, by all the names that their runs gave them; one row a run, dataset
-- and version. A run may write several versions of a model, one after the other.
-- key: run_id, namespace, name, version
-- reads: walked_writes, models_said, registered_versions
-- version: as recorded, else the run
with

named as (
    select
        run_id,
        namespace,
        name,
        version
    from walked_writes
    where version is not null
    union
    select
        said.run_id,
        said.namespace,
        said.name,
        coalesce(registered.version, said.version) as version
    from models_said as said
    left outer join registered_versions as registered
        on
            said.namespace = registered.namespace
            and said.name = registered.name
            and said.version = registered.model_id
    where said.role = 'output' and said.run_id is not null and said.version is not null
)

select
    writes.run_id,
    writes.namespace,
    writes.name,
    coalesce(named.version, writes.run_id) as version,
    named.version is not null as is_recorded
from walked_writes as writes
left outer join named
    on
        writes.run_id = named.run_id
        and writes.namespace = named.namespace
        and writes.name = named.name
