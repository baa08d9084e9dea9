-- Versions of models that are said to be made of a version that was reached; one row each.
-- reads: reached_versions, said_bases
select distinct
    said.namespace,
    said.name,
    coalesce(said.version, said.run_id) as version,
    said.run_id,
    versions.hops,
    versions.namespace as via_namespace,
    versions.name as via_name,
    versions.version as via_version,
    said.base_version as read_version
from said_bases as said
inner join reached_versions as versions
    on
        said.base_namespace = versions.namespace
        and said.base_name = versions.name
        and coalesce(said.base_version, versions.version) = versions.version
where coalesce(said.version, said.run_id) is not null
