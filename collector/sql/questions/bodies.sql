-- Bodies of the events that match with a seq from $first to $last; one row an event.
-- Parameters: $first, $last, and filters that are null where they do not count.
select
    seq,
    body
from events
where
    seq between $first and $last
    and ($kind::varchar is null or kind = $kind)
    and ($event_type::varchar is null or event_type = $event_type)
    and ($run_id::varchar is null or run_id = $run_id)
    and ($job_namespace::varchar is null or job_namespace = $job_namespace)
    and ($job_name::varchar is null or job_name = $job_name)
    and ($dataset_namespace::varchar is null or dataset_namespace = $dataset_namespace)
    and ($dataset_name::varchar is null or dataset_name = $dataset_name)
    and ($producer::varchar is null or producer = $producer)
    and ($client::varchar is null or client = $client)
    and ($since::timestamp is null or event_time >= $since)
    and ($until::timestamp is null or event_time < $until)
order by seq
