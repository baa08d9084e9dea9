-- The datasets that the events of a batch list; an event that says tags alone tells of none.
select
    namespace,
    name,
    event_time as first_seen,
    event_time as last_seen
from event_datasets
where
    kind != 'DatasetEvent'
    or coalesce(cardinality(facets), 0) = 0
    or not list_has_all(['collector_tags', 'collector_tag'], map_keys(facets))
