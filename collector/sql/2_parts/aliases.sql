-- The other names of datasets that a batch tells: by symlinks, and by the identity rules.
select
    namespace,
    name,
    alias_namespace,
    alias_name,
    type,
    event_time as first_seen,
    event_time as last_seen
from event_symlinks
union all
select
    namespace,
    name,
    sent_namespace as alias_namespace,
    sent_name as alias_name,
    'rule' as type,
    event_time as first_seen,
    event_time as last_seen
from event_datasets
where sent_namespace != namespace or sent_name != name
