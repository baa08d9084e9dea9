-- All runs of the jobs whose pictures are made anew that have ended; one row a run and job.
select
    *,
    1 as run_count
from folds.run_shapes
semi join recounted_jobs using (namespace, name)
where state in ('COMPLETE', 'FAIL', 'ABORT')
