-- The facets of the job of a run, as they are now; one row, or none.
-- Parameter: $asked, a list with the run id.
-- reads: asked_runs, runs of asked_runs, jobs_of_runs, facet_versions of jobs_of_runs
-- facets: object of all its facets
with

latest as (
    select
        facet,
        arg_max(value, last_stamp) as value
    from facet_versions
    where facet != 'collector_tags'
    group by facet
    having not arg_max(is_deleted, last_stamp)
)

select '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
from latest
having count(*) > 0
