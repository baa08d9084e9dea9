-- What a batch says in facets of jobs and datasets; a value that is stored already is left out.
select
    kind,
    namespace,
    name,
    facet,
    content,
    stamp as first_stamp,
    stamp as last_stamp,
    run_id as first_run_id,
    schema_version,
    is_deleted,
    case
        when
            hash(kind, namespace, name, facet, content)
            not in (select known_facets.known from known_facets)
            then value
    end as value
from event_facets
