-- The runs that are asked for; one row a run.
-- Parameter: $asked, a list of run ids.
select distinct unnest($asked::varchar[]) as run_id
