-- Runs of the batch that have ended, with 1 where they are not counted yet; one row a run and job.
select
    made.*,
    (former.run_id is null)::bigint as run_count
from made_shapes as made
left outer join former_shapes as former
    on
        made.run_id = former.run_id
        and made.namespace = former.namespace
        and made.name = former.name
        and former.state in ('COMPLETE', 'FAIL', 'ABORT')
anti join recounted_jobs
    on made.namespace = recounted_jobs.namespace and made.name = recounted_jobs.name
where made.state in ('COMPLETE', 'FAIL', 'ABORT')
