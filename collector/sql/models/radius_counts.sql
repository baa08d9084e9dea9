-- How many versions were reached; one row.
-- reads: radius_versions, deployments
-- $depth: most hops
-- total_count: within the depth
-- deployed_count: of these, that serve now
-- beyond_count: that one step more reaches
select
    count(*) filter (versions.hops <= $depth) as total_count,
    count(*) filter (
        versions.hops <= $depth
        and (versions.namespace, versions.name, versions.version) in (
            select (current.model_namespace, current.model_name, current.model_version)
            from deployments as current
            where current.is_current
        )
    ) as deployed_count,
    count(*) filter (versions.hops > $depth) as beyond_count
from radius_versions as versions
