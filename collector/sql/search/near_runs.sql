-- Runs whose identifiers have the beginning, the end or all of a text; one row a run, latest first.
-- Parameters: $text (in small letters), $limit.
-- run_id: the run
select run_id
from folds.runs
where
    left(lower(run_id), 8) = left($text, 8)
    or right(lower(run_id), 12) = right($text, 12)
    or contains(lower(run_id), $text)
order by contains(lower(run_id), $text) desc, last_seen desc nulls last, run_id
limit $limit
