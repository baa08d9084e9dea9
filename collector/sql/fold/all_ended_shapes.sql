-- All runs that have ended; one row a run and job.
select
    *,
    1 as run_count
from folds.run_shapes
where state in ('COMPLETE', 'FAIL', 'ABORT')
