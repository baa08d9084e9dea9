-- Versions of models that were fed by what was reached, and were not known yet; one row a version.
-- key: namespace, name, version
-- reads: radius_readers, radius_written, radius_explained, radius_versions, radius_bases,
-- models_said, registered_versions
-- run_id: the run that wrote it
-- hops: from the start
-- via_namespace, via_name, via_version: what fed it; of a table no version
-- read_version: of the table, as recorded
with

explained as (
    select distinct
        run_id,
        model_namespace,
        model_name
    from radius_explained
),

fed as (
    select
        written.namespace,
        written.name,
        written.version,
        written.run_id,
        readers.hops + 2 as hops,
        readers.namespace as via_namespace,
        readers.name as via_name,
        readers.via_version,
        readers.version as read_version
    from radius_readers as readers
    inner join radius_written as written
        on readers.run_id = written.run_id and written.is_model
    left outer join explained
        on
            written.run_id = explained.run_id
            and written.namespace = explained.model_namespace
            and written.name = explained.model_name
    left outer join radius_explained as sources
        on
            written.run_id = sources.run_id
            and written.namespace = sources.model_namespace
            and written.name = sources.model_name
            and readers.namespace = sources.namespace
            and readers.name = sources.name
    where
        case
            when explained.run_id is not null then sources.name is not null
            else coalesce(readers.part_role, 'training') = 'training'
        end
    union all
    select
        namespace,
        name,
        version,
        run_id,
        hops + 2 as hops,
        via_namespace,
        via_name,
        via_version,
        read_version
    from radius_bases
),

-- A run may write several versions of a model, one after the other.
said as (
    select distinct
        run_id,
        namespace,
        name,
        version
    from models_said
    where role = 'output' and version is not null
),

each_version as (
    select
        fed.* exclude (version),
        coalesce(said.version, fed.version) as version
    from fed
    left outer join said
        on
            fed.run_id = said.run_id
            and fed.namespace = said.namespace
            and fed.name = said.name
),

named as (
    select
        fed.* exclude (version),
        coalesce(registered.version, fed.version) as version
    from each_version as fed
    left outer join registered_versions as registered
        on
            fed.namespace = registered.namespace
            and fed.name = registered.name
            and fed.version = registered.model_id
)

select
    namespace,
    name,
    version,
    min(struct_pack(
        hops := hops,
        is_unrecorded := read_version is null,
        via_namespace := via_namespace,
        via_name := via_name,
        via_version := via_version,
        read_version := read_version,
        run_id := run_id
    )) as nearest
from named
anti join radius_versions using (namespace, name, version)
group by namespace, name, version
