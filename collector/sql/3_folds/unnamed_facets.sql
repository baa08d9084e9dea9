-- Facets of jobs told by runs before the job had its name; one row a run, namespace, facet and
-- content. What they say is in `facet_versions`, under the name `unknown`.
-- key: run_id, namespace, facet, content
-- unit: run_id
select
    run_id,
    namespace,
    facet,
    content,
    min(first_stamp) as first_stamp,
    max(last_stamp) as last_stamp
from parts
group by run_id, namespace, facet, content
