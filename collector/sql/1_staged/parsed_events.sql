-- The events of one batch with their parts as columns; one row an event.
-- key: stamp
-- stamp: order of events: microseconds since 1970 times 2^64, plus 48 bits of the digest times 2^16
-- event_time: eventTime in UTC; null where the text is no date and time
-- kind: RunEvent, JobEvent or DatasetEvent
-- event_type: START, RUNNING, COMPLETE, ABORT, FAIL or OTHER; null if not sent
-- run_id: run.runId as sent; null without a run
-- job_namespace: job.namespace; null without a job
-- job_name: job.name; null without a job
-- job_number: of the job; 0 where it has no name yet (`unknown`)
-- producer: producer as sent
-- run_facets: key to facet, as JSON
-- job_facets: key to facet, as JSON
-- inputs: list of namespace, name, facets, inputFacets; null where the event has no such member
-- outputs: list of namespace, name, facets, outputFacets; null where the event has no such member
-- dataset: namespace, name, facets of a DatasetEvent
-- parent: the parent facet: run, job, and root with run and job
-- is_snapshot: the event lists all inputs and outputs there are (COMPLETE_SNAPSHOT)
with

parsed as (
    select
        event_time,
        kind,
        event_type,
        run_id,
        job_namespace,
        job_name,
        producer,
        coalesce(epoch_us(event_time), 0)::hugeint * 18446744073709551616
        + ('0x' || left(digest, 12))::ubigint * 65536 as stamp,
        from_json(
            document,
            '{
                "run": {"facets": "MAP(VARCHAR, JSON)"},
                "job": {"facets": "MAP(VARCHAR, JSON)"},
                "dataset": {
                    "namespace": "VARCHAR", "name": "VARCHAR", "facets": "MAP(VARCHAR, JSON)"
                },
                "inputs": [{
                    "namespace": "VARCHAR", "name": "VARCHAR",
                    "facets": "MAP(VARCHAR, JSON)", "inputFacets": "MAP(VARCHAR, JSON)"
                }],
                "outputs": [{
                    "namespace": "VARCHAR", "name": "VARCHAR",
                    "facets": "MAP(VARCHAR, JSON)", "outputFacets": "MAP(VARCHAR, JSON)"
                }]
            }'
        ) as event
    from documents
)

select
    stamp,
    event_time,
    kind,
    event_type,
    run_id,
    job_namespace,
    job_name,
    case when job_name = 'unknown' then 0 else hash(job_namespace, job_name) end as job_number,
    producer,
    event.run.facets as run_facets,
    event.job.facets as job_facets,
    event.inputs as inputs,
    event.outputs as outputs,
    event.dataset as dataset,
    from_json(
        coalesce(event.run.facets['parent'], event.run.facets['parentRun']),
        '{
            "run": {"runId": "VARCHAR"},
            "job": {"namespace": "VARCHAR", "name": "VARCHAR"},
            "root": {
                "run": {"runId": "VARCHAR"},
                "job": {"namespace": "VARCHAR", "name": "VARCHAR"}
            }
        }'
    ) as parent,
    kind = 'RunEvent'
    and coalesce(event.job.facets['jobType'] ->> '$.emissionPattern.eventContentMode', '')
    = 'COMPLETE_SNAPSHOT' as is_snapshot
from parsed
