-- Runs that have not ended; one row a run and job.
-- key: run_id, namespace, name
-- unit: run_id
-- reads: run_shapes
select *
from run_shapes
where state is null or state not in ('COMPLETE', 'FAIL', 'ABORT')
