-- Events that match, in order of arrival; one row an event.
-- Parameters: $after (seq), $limit, $page_bytes, and filters that are null where they do
-- not count.
with

page as (
    select
        seq,
        size
    from events
    where
        seq > $after
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
    limit $limit
),

page_cut as (
    select seq
    from page
    qualify sum(size) over (order by seq) - size < $page_bytes
)

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
where seq in (select page_cut.seq from page_cut)
order by seq
