-- What edges say now as a walk upstream meets it: what is near first; one row an edge.
-- near: number of the dataset or job that data goes to
-- near_kind: dataset or job
-- near_namespace: of it
-- near_name: of it
-- far: number of the dataset or job that data comes from
-- far_kind: dataset or job
-- far_namespace: of it
-- far_name: of it
-- job: number of the job that makes it so; null where a DatasetEvent says it
-- said: what says so
select
    hash(target_kind, target_namespace, target_name) as near,
    target_kind as near_kind,
    target_namespace as near_namespace,
    target_name as near_name,
    hash(source_kind, source_namespace, source_name) as far,
    source_kind as far_kind,
    source_namespace as far_namespace,
    source_name as far_name,
    case when job_name is not null then hash('job', job_namespace, job_name) end as job,
    origin as said
from edges
where is_current
