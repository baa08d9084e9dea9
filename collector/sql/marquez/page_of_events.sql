-- Events in the order of their time, with paging by number; one row an event.
-- Those whose time cannot be read come last. Ties stand in the order of arrival.
-- Parameters: $kind and $namespace (of the job or dataset), $before and $after (event times,
-- excluded and included), each null where it does not count; $is_descending, $limit and $offset.
-- seq: number of the event
-- size: bytes of its body
-- total_count: events that match
with

matching as (
    select
        seq,
        size,
        event_time
    from events
    where
        ($kind::varchar is null or kind = $kind)
        and (
            $namespace::varchar is null
            or job_namespace = $namespace
            or dataset_namespace = $namespace
        )
        and ($before::timestamp is null or event_time < $before::timestamp)
        and ($after::timestamp is null or event_time >= $after::timestamp)
),

counted as (select count(*) as total_count from matching),

page as (
    select * from matching
    order by
        case when $is_descending::boolean then event_time end desc nulls last,
        case when not $is_descending::boolean then event_time end asc nulls last,
        case when $is_descending::boolean then -seq else seq end
    limit $limit offset $offset
)

select
    page.seq,
    page.size,
    (select count(*) from matching) as total_count
from counted
left outer join page on true
order by
    case when $is_descending::boolean then page.event_time end desc nulls last,
    case when not $is_descending::boolean then page.event_time end asc nulls last,
    case when $is_descending::boolean then -page.seq else page.seq end
