-- Which facets of a job the runs of a batch tell before the job has its name (`unknown`).
select
    run_id,
    namespace,
    facet,
    content,
    stamp as first_stamp,
    stamp as last_stamp
from event_facets
where kind = 'job' and name = 'unknown' and run_id is not null
