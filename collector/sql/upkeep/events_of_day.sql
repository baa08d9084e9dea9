-- The events received on one day; up to and with $last_seq; one row an event.
-- Parameters: $day, $last_seq.
select
    seq,
    digest,
    received_at,
    event_time,
    event_time_text,
    kind,
    event_type,
    run_id,
    job_namespace,
    job_name,
    dataset_namespace,
    dataset_name,
    producer,
    schema_url,
    client,
    size,
    body
from events
where
    received_at >= $day
    and received_at < $day + interval 1 day
    and seq <= $last_seq
order by seq
