-- The events received on one day; one row an event; parameter $day.
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
where received_at >= $day and received_at < $day + interval 1 day
order by seq
