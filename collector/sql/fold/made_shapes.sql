-- What the runs of the batch look like now; one row a run and job.
select * exclude (turn, is_marker)
from folds.run_shapes_parts
where turn = $turn and not is_marker
