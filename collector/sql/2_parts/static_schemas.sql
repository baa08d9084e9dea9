-- The schemas that DatasetEvents of a batch tell; a deleted one has the number 0.
select
    namespace,
    name,
    case when is_deleted then 0::ubigint else schema_version end as schema_version,
    event_time::date as day,
    stamp as first_stamp,
    stamp as last_stamp
from event_facets
where
    kind = 'dataset'
    and facet = 'schema'
    and run_id is null
    and (is_deleted or schema_version is not null)
