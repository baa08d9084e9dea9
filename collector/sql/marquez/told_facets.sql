-- What was ever said in facets of the jobs or datasets that are asked for; one row a thing, facet
-- and content.
-- reads: asked_names, facet_versions of asked_names
select
    names.kind,
    names.known_namespace as namespace,
    names.known_name as name,
    versions.* exclude (kind, namespace, name)
from facet_versions as versions
inner join asked_names as names using (namespace, name)
where versions.facet not in ('collector_tags', 'collector_tag')
