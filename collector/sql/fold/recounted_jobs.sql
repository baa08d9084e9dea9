-- Jobs whose pictures have to be made of all runs anew, because a run that had ended and is counted
-- looks otherwise now; one row a job.
select distinct
    former.namespace,
    former.name
from former_shapes as former
anti join made_shapes as made
    on
        former.run_id = made.run_id
        and former.namespace = made.namespace
        and former.name = made.name
        and former.shape = made.shape
        and former.started_at = made.started_at
        and former.state = made.state
where former.state in ('COMPLETE', 'FAIL', 'ABORT')
