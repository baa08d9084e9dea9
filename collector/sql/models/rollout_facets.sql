-- What jobs that read models say now of what they serve; one row a job and facet.
-- key: kind, namespace, name, facet
-- reads: facet_versions, rollout_jobs
select
    said.kind,
    said.namespace,
    said.name,
    said.facet,
    arg_max(said.value, said.last_stamp) as value
from facet_versions as said
semi join rollout_jobs using (kind, namespace, name)
where said.kind = 'job' and said.facet in ('collector_deployment', 'jobType')
group by said.kind, said.namespace, said.name, said.facet
having not arg_max(said.is_deleted, said.last_stamp)
