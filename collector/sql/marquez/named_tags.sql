-- Tags of the jobs or datasets that are asked for, as one text each; one row a thing and field.
-- reads: asked_names, facet_versions of asked_names, told_facets, entity_facets, 6_relations/tags
-- field: the column; null for the whole
-- tags: list of names; with the value where it says more than that the tag is there
select
    namespace,
    name,
    field,
    list_sort(list(distinct concat_ws(':', key, nullif(value, 'true')))) as tags
from tags
semi join asked_names
    on tags.namespace = asked_names.known_namespace and tags.name = asked_names.known_name
where kind = $kind
group by namespace, name, field
