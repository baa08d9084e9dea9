-- Jobs that are not expected to end; one row a job.
-- key: namespace, name
select
    namespace,
    name
from folds.entity_facets
where
    kind = 'job'
    and facet = 'jobType'
    and upper(value ->> '$.processingType') in ('STREAMING', 'SERVICE')
