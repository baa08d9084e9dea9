-- Every event that was accepted; one row an event, never changed.
-- key: seq
-- seq: order of arrival, shared with rejections; the cursor of every list
-- digest: SHA-256 of the body, in hex
-- received_at: when the collector stored it, UTC
-- event_time: eventTime in UTC; null where the text is no date and time
-- event_time_text: eventTime as sent
-- kind: RunEvent, JobEvent or DatasetEvent
-- event_type: START, RUNNING, COMPLETE, ABORT, FAIL or OTHER; null if not sent
-- run_id: run.runId as sent; null without a run
-- job_namespace: job.namespace; null without a job
-- job_name: job.name; null without a job
-- dataset_namespace: dataset.namespace of a DatasetEvent; null otherwise
-- dataset_name: dataset.name of a DatasetEvent; null otherwise
-- producer: producer as sent
-- schema_url: schemaURL as sent
-- client: name of the API key that sent it; null without a key
-- size: bytes of the body
-- body: the event byte for byte as it came, after decompression
create table if not exists events (
    seq bigint not null,
    digest varchar not null,
    received_at timestamp not null,
    event_time timestamp,
    event_time_text varchar,
    kind varchar not null,
    event_type varchar,
    run_id varchar,
    job_namespace varchar,
    job_name varchar,
    dataset_namespace varchar,
    dataset_name varchar,
    producer varchar,
    schema_url varchar,
    client varchar,
    size bigint not null,
    body varchar not null using compression zstd
)
