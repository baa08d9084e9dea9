-- Which tables were written with versions of models; one row a version and table.
-- reads: walked_versions, walked_links, walked_listings, walked_flows, walked_models
select distinct
    versions.namespace as model_namespace,
    versions.name as model_name,
    versions.version as model_version,
    flows.target_namespace as namespace,
    flows.target_name as name
from walked_versions as versions
semi join walked_models as models
    on versions.namespace = models.namespace and versions.name = models.name
inner join walked_links as links
    on
        versions.run_id = links.run_id
        and versions.namespace = links.namespace
        and versions.name = links.name
inner join walked_listings as reads
    on
        links.reader = reads.run_id
        and links.namespace = reads.namespace
        and links.name = reads.name
        and reads.role = 'input'
inner join walked_flows as flows
    on
        reads.run_id = flows.run_id
        and reads.namespace = flows.source_namespace
        and reads.name = flows.source_name
anti join walked_models as targets
    on flows.target_namespace = targets.namespace and flows.target_name = targets.name
where
    reads.version is null
    or reads.version = versions.version
    or not versions.is_recorded
