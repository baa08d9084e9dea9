-- Events after a number, in order of arrival and without their bodies; one row an event.
-- Parameters: $after (seq), $limit.
select
    seq,
    digest,
    received_at,
    event_time,
    kind,
    event_type,
    run_id,
    job_namespace,
    job_name,
    dataset_namespace,
    dataset_name,
    producer,
    client,
    size
from events
where seq > $after
order by seq
limit $limit
