-- Runs whose identifier is, begins or ends as a text says; latest first; one row a run.
-- Parameter: $text.
-- run_id: the run
-- distance: 0 for the whole identifier, 1 for a part; of all rows the same
with

measured as (
    select
        run_id,
        started_at,
        if(run_id = $text, 0, 1) as distance
    from runs
    where starts_with(run_id, $text) or ends_with(run_id, $text)
)

select
    run_id,
    distance
from measured
qualify distance = min(distance) over ()
order by started_at desc nulls last, run_id
