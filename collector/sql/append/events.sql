-- Adds a batch of events; reads the registered relation `events_batch`.
insert into events
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
from events_batch
