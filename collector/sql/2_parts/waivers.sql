-- What users say in a batch of findings that are accepted for a time.
select
    namespace,
    name,
    value ->> '$.version' as version,
    value ->> '$.checkId' as check_id,
    stamp,
    struct_pack(
        until := utc_time(value ->> '$.until'),
        reason := value ->> '$.reason',
        said_by := value ->> '$.by',
        is_withdrawn := coalesce(try_cast(value ->> '$.withdrawn' as boolean), false)
    ) as said
from event_facets
where kind = 'dataset' and facet = 'collector_waiver' and not is_deleted
