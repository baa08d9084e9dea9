-- The datasets that the events of a batch list.
select
    namespace,
    name,
    event_time as first_seen,
    event_time as last_seen
from event_datasets
