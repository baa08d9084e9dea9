-- Facets that belong to runs; one row a run, place and facet.
-- key: run_id, role, namespace, name, facet
-- unit: run_id
-- texts: value
select
    run_id,
    role,
    namespace,
    name,
    facet,
    max(stamp) as stamp,
    arg_max(value, stamp) as value
from parts
group by run_id, role, namespace, name, facet
