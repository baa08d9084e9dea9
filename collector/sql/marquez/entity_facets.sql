-- What facets of the jobs or datasets that are asked for say now, as the relation of that name; one
-- row an entity and facet.
-- reads: asked_names, told_facets
select
    kind,
    namespace,
    name,
    facet,
    arg_max(value, last_stamp) as value,
    arg_max_null(schema_version, last_stamp) as schema_version,
    arg_max_null(tags, last_stamp) as tags,
    make_timestamp(nullif(max(last_stamp) >> 64, 0)::bigint) as event_time
from told_facets
group by kind, namespace, name, facet
having not arg_max(is_deleted, last_stamp)
