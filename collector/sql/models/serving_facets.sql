-- What the jobs say now of what they serve; one row a job and facet.
-- reads: facet_versions
select
    kind,
    namespace,
    name,
    facet,
    arg_max(value, last_stamp) as value
from facet_versions
where facet in ('collector_deployment', 'jobType')
group by kind, namespace, name, facet
having not arg_max(is_deleted, last_stamp)
