-- The event with this digest, the first where it was stored twice; one row or none.
-- Parameter: $digest.
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
where digest = $digest
order by seq
limit 1
