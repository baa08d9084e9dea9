-- Jobs that are not expected to end; one row a job.
-- key: namespace, name
select
    namespace,
    name
from folds.jobs
where upper(processing_type) in ('STREAMING', 'SERVICE')
