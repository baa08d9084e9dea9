-- Versions of models; one row a version.
-- key: model_namespace, model_name, model_version
-- reads: model_mentions, traced_runs
-- model_namespace: of the model
-- model_name: of the model
-- model_version: as recorded, else the run that wrote it
-- level: 0 none, 1 identified, 2 traceable, 3 reproducible, 4 replayable, 5 verified; null before
-- its first audit
-- is_recorded: the version was said by an event
-- run_id: run that wrote it first; null where no such run was told
-- producer_count: runs that wrote it; more than one cannot be told apart
-- job_namespace: namespace of the job of that run
-- job_name: name of that job
-- created_at: when the run that wrote it ended, else last said so
-- model_id: the tool's own identifier
-- registered_name: name in the registry
-- status: as the registry says
-- stage: as the registry says
-- source_run_id: the run that the registry names as its source
-- algorithm: such as RandomForestClassifier
-- framework: such as scikit-learn
-- framework_version: of the framework
-- task: such as classification
-- artifact_uri: where its bytes are
-- artifact_format: such as onnx
-- artifact_bytes: how many bytes it has
-- artifact_sha256: digest of its bytes
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
with

versions as (
    select
        namespace,
        name,
        version,
        bool_or(is_recorded) as is_recorded,
        min(event_time) as first_seen,
        max(event_time) as last_seen,
        arg_min(
            case when role = 'output' then run_id end,
            case when role = 'output' then struct_pack(at := event_time, run_id := run_id) end
        ) as written_by,
        count(distinct run_id) filter (role = 'output') as producer_count,
        max(event_time) filter (role = 'output') as written_at,
        -- Who reads it knows less of it than who wrote or registered it.
        arg_max(model, struct_pack(is_own := role != 'input', stamp := stamp)) as model
    from model_mentions
    group by namespace, name, version
)

select
    versions.namespace as model_namespace,
    versions.name as model_name,
    versions.version as model_version,
    levels.level,
    versions.is_recorded,
    coalesce(versions.written_by, sources.run_id) as run_id,
    versions.producer_count,
    runs.job_namespace,
    runs.job_name,
    coalesce(
        runs.ended_at,
        versions.written_at,
        versions.first_seen
    ) as created_at,
    versions.model ->> '$.modelId' as model_id,
    versions.model ->> '$.registeredName' as registered_name,
    versions.model ->> '$.status' as status,
    versions.model ->> '$.stage' as stage,
    versions.model ->> '$.sourceRunId' as source_run_id,
    versions.model ->> '$.algorithm' as algorithm,
    versions.model ->> '$.framework.name' as framework,
    versions.model ->> '$.framework.version' as framework_version,
    versions.model ->> '$.task' as task,
    versions.model ->> '$.artifact.uri' as artifact_uri,
    versions.model ->> '$.artifact.format' as artifact_format,
    try_cast(versions.model ->> '$.artifact.sizeBytes' as bigint) as artifact_bytes,
    versions.model ->> '$.artifact.sha256' as artifact_sha256,
    versions.first_seen,
    versions.last_seen
from versions
left outer join traced_runs as sources
    on
        versions.written_by is null
        and versions.model ->> '$.sourceRunId' = sources.run_id
left outer join traced_runs as runs
    on coalesce(versions.written_by, sources.run_id) = runs.run_id
left outer join audits.levels
    on
        versions.namespace = levels.model_namespace
        and versions.name = levels.model_name
        and versions.version = levels.model_version
