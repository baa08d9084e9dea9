-- The facets of a batch that belong to a run.
select
    run_id,
    role,
    namespace,
    name,
    facet,
    stamp,
    value
from event_run_facets
