-- The events of a batch, in the order of arrival.
select
    digest,
    event_time,
    kind,
    event_type,
    run_id,
    job_namespace,
    job_name,
    producer,
    seq,
    body
from events
where seq > $after and seq <= $last
order by seq
