-- The versions that were reached within the depth, those that serve now first; one row a version.
-- key: namespace, name, version
-- reads: radius_versions, deployments
-- $depth: most hops
-- $limit: most rows
with

serving as (
    select
        model_namespace as namespace,
        model_name as name,
        model_version as version,
        bool_or(is_current) as is_deployed
    from deployments
    group by model_namespace, model_name, model_version
)

select
    versions.*,
    coalesce(serving.is_deployed, false) as is_deployed
from radius_versions as versions
left outer join serving using (namespace, name, version)
where versions.hops <= $depth
order by is_deployed desc, versions.hops, versions.namespace, versions.name, versions.version
limit $limit
