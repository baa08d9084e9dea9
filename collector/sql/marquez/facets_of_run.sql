-- The facets of a run; one row, or none.
-- Parameter: $asked, a list with its run id.
-- reads: asked_runs, run_facets of asked_runs
-- facets: object of all its facets
select '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
from run_facets
where role = 'run'
group by run_id
