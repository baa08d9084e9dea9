-- Those of the jobs or datasets that are asked for of whose tags anything is said; one row a thing.
-- reads: asked_names, facet_versions of asked_names
select distinct
    names.known_namespace as namespace,
    names.known_name as name
from facet_versions as versions
inner join asked_names as names using (namespace, name)
where versions.facet in ('tags', 'collector_tags')
