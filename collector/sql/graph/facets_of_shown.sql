-- What facets say of jobs and datasets; one row a job or dataset and facet.
-- Parameter: $facets, a list of keys.
-- key: kind, namespace, name, facet
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset
-- facet: key of the facet
-- stamp: of the event that said it
-- value: the facet as JSON
-- is_deleted: it says nothing any more
-- reads: facet_versions
select
    kind,
    namespace,
    name,
    facet,
    max(last_stamp) as stamp,
    arg_max(value, last_stamp) as value,
    arg_max(is_deleted, last_stamp) as is_deleted
from facet_versions
where facet in (select unnest($facets))
group by kind, namespace, name, facet
