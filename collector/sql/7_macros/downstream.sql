-- What edges say now as a walk downstream meets it: what is near first; one row an edge.
-- near: number of the dataset or job that data comes from
-- near_kind: dataset or job
-- near_namespace: of it
-- near_name: of it
-- far: number of the dataset or job that data goes to
-- far_kind: dataset or job
-- far_namespace: of it
-- far_name: of it
-- job: number of the job that makes it so; null where a DatasetEvent says it
-- said: what says so
select
    hash(source_kind, source_namespace, source_name) as near,
    source_kind as near_kind,
    source_namespace as near_namespace,
    source_name as near_name,
    hash(target_kind, target_namespace, target_name) as far,
    target_kind as far_kind,
    target_namespace as far_namespace,
    target_name as far_name,
    case when job_name is not null then hash('job', job_namespace, job_name) end as job,
    origin as said
from edges
where is_current
