-- What versions of models were made from; one row a version and dataset.
-- key: model_namespace, model_name, model_version, namespace, name
-- reads: model_runs, model_names, model_mentions, registered_versions, traced_runs,
-- traced_listings, lineage_links, dataset_writes, identities
-- model_namespace: of the model
-- model_name: of the model
-- model_version: of the model
-- run_id: the run that wrote the version and read the dataset
-- namespace: of the dataset
-- name: of the dataset
-- version: that was read: as recorded, else the run that had written it where that is inferred
-- role: training, validation, test, evaluation, inference or reference; null if not said
-- feeds: it shaped the model: the lineage facet says so, or there is none and it was for training,
-- or nothing is said of its role; what was for a test never does
-- grade: recorded, inferred or missing; of the version
-- evidence: what the grade rests on, as a sentence
-- written_by: run that had written that version, where it is known
-- written_at: when that run ended
-- is_model: the dataset is a model itself, such as one that was tuned
-- relation: of a base model, how it was used, such as finetune
-- split: part of the dataset, as said
-- digest: of what was read
-- digest_algorithm: of the digest
-- digest_coverage: full, sample, metadata or unknown
-- source_type: as the tool names the kind of source
-- schema_version: number of the schema that it had
-- row_count: rows read
-- byte_count: bytes read
with

shown as (
    select
        run_id,
        unnest(pictures) as picture
    from traced_runs
),

sources as (
    select distinct
        trained.run_id,
        trained.namespace as model_namespace,
        trained.name as model_name,
        -- A source that is a job is no data, but says as well that the lineage is explicit.
        case when links.source_kind = 'dataset' then links.source_namespace end as namespace,
        case when links.source_kind = 'dataset' then links.source_name end as name
    from model_runs as trained
    inner join shown on trained.run_id = shown.run_id
    inner join lineage_links as links
        on
            shown.picture = links.picture
            and trained.namespace = links.target_namespace
            and trained.name = links.target_name
    where links.origin = 'explicit' and links.target_kind = 'dataset'
),

explicit as (
    select distinct
        run_id,
        model_namespace,
        model_name
    from sources
),

-- Models that a version says it was made of; a run need not list them.
said_bases as (
    select
        namespace as model_namespace,
        name as model_name,
        version as model_version,
        unnest(arg_max(bases, struct_pack(is_own := role != 'input', stamp := stamp))) as base
    from model_mentions
    where bases is not null
    group by namespace, name, version
),

bases as (
    select
        said.model_namespace,
        said.model_name,
        said.model_version,
        coalesce(identities.canonical_namespace, said.base.namespace) as namespace,
        coalesce(identities.canonical_name, said.base.name) as name,
        max(said.base.version) as version,
        max(said.base.relation) as relation
    from said_bases as said
    left outer join identities
        on said.base.namespace = identities.namespace and said.base.name = identities.name
    where said.base.name is not null
    group by all
),

reads as (
    select
        listings.* exclude (version),
        coalesce(registered.version, listings.version) as version
    from traced_listings as listings
    left outer join registered_versions as registered
        on
            listings.namespace = registered.namespace
            and listings.name = registered.name
            and listings.version = registered.model_id
    where listings.role = 'input'
),

listed as (
    select
        trained.namespace as model_namespace,
        trained.name as model_name,
        trained.version as model_version,
        trained.run_id,
        listed.namespace,
        listed.name,
        listed.version,
        listed.schema_version,
        listed.statistics,
        listed.part,
        null::varchar as relation
    from model_runs as trained
    inner join reads as listed on trained.run_id = listed.run_id
    where
        listed.namespace != trained.namespace
        or listed.name != trained.name
        or listed.version is distinct from trained.version
    union all by name
    select
        trained.namespace as model_namespace,
        trained.name as model_name,
        trained.version as model_version,
        trained.run_id,
        sources.namespace,
        sources.name
    from model_runs as trained
    inner join sources
        on
            trained.run_id = sources.run_id
            and trained.namespace = sources.model_namespace
            and trained.name = sources.model_name
    anti join reads as listed
        on
            sources.run_id = listed.run_id
            and sources.namespace = listed.namespace
            and sources.name = listed.name
    where sources.name is not null
    union all by name
    select
        bases.*,
        trained.run_id
    from bases
    inner join model_runs as trained
        on
            bases.model_namespace = trained.namespace
            and bases.model_name = trained.name
            and bases.model_version = trained.version
),

-- Versions of which there is one run, which lists all there is.
plain as (
    select
        namespace as model_namespace,
        name as model_name,
        version as model_version
    from model_runs
    group by namespace, name, version
    having count(*) = 1
    except
    select
        model_namespace,
        model_name,
        model_version
    from bases
),

-- One run of those that wrote the version: the others are told as a finding.
inputs as (
    select
        listed.*,
        runs.started_at
    from listed
    inner join traced_runs as runs on listed.run_id = runs.run_id
    semi join plain using (model_namespace, model_name, model_version)
    union all by name
    select
        listed.* exclude (relation),
        max(listed.relation) over (
            partition by
                listed.model_namespace,
                listed.model_name,
                listed.model_version,
                listed.namespace,
                listed.name
        ) as relation,
        runs.started_at
    from listed
    inner join traced_runs as runs on listed.run_id = runs.run_id
    anti join plain using (model_namespace, model_name, model_version)
    qualify
        row_number() over (
            partition by
                listed.model_namespace,
                listed.model_name,
                listed.model_version,
                listed.namespace,
                listed.name
            order by listed.relation is not null, started_at, listed.run_id
        ) = 1
),

writes as (
    select
        writes.* exclude (version),
        coalesce(registered.version, writes.version) as version
    from dataset_writes as writes
    semi join inputs using (namespace, name)
    left outer join registered_versions as registered
        on
            writes.namespace = registered.namespace
            and writes.name = registered.name
            and writes.version = registered.model_id
    where writes.state = 'COMPLETE' and writes.ended_at is not null
),

before as (
    select
        inputs.run_id,
        inputs.namespace,
        inputs.name,
        -- A run that tells of its end alone began when it ended: it did not read what it wrote.
        case when writes.run_id = inputs.run_id then writes.earlier else writes.last end as written
    from (
        select distinct
            run_id,
            namespace,
            name,
            started_at
        from inputs
        where version is null
    ) as inputs
    asof inner join (
        select
            namespace,
            name,
            ended_at,
            run_id,
            last,
            lag(last) over (partition by namespace, name order by ended_at, run_id) as earlier
        from (
            select
                *,
                struct_pack(
                    run_id := run_id,
                    version := version,
                    job_name := job_name,
                    ended_at := ended_at
                ) as last
            from writes
        ) as writes
        qualify
            row_number() over (
                partition by namespace, name, ended_at
                order by run_id desc
            ) = 1
    ) as writes
        on
            inputs.namespace = writes.namespace
            and inputs.name = writes.name
            and inputs.started_at >= writes.ended_at
),

recorded as (
    select
        namespace,
        name,
        version,
        arg_min(run_id, struct_pack(at := ended_at, run_id := run_id)) as written_by,
        min(ended_at) as written_at
    from writes
    where version is not null
    group by namespace, name, version
)

select
    inputs.model_namespace,
    inputs.model_name,
    inputs.model_version,
    inputs.run_id,
    inputs.namespace,
    inputs.name,
    coalesce(inputs.version, before.written.version, before.written.run_id) as version,
    inputs.part.role as role,
    case
        when inputs.relation is not null then true
        when explicit.run_id is not null
            then sources.name is not null and coalesce(inputs.part.role, '') != 'test'
        else coalesce(inputs.part.role, 'training') = 'training'
    end as feeds,
    case
        when inputs.version is not null then 'recorded'
        when before.written.run_id is not null then 'inferred'
        else 'missing'
    end as grade,
    case
        when inputs.version is not null then 'The run named the version that it read.'
        when before.written.run_id is not null
            then format(
                'Run {} of {} was the last that had written it, at {}, before the run began.',
                before.written.run_id,
                coalesce(before.written.job_name, 'a job'),
                strftime(before.written.ended_at, '%Y-%m-%d %H:%M:%S')
            )
        else 'The run named no version, and no run is known that had written it before.'
    end as evidence,
    coalesce(recorded.written_by, before.written.run_id) as written_by,
    coalesce(recorded.written_at, before.written.ended_at) as written_at,
    models.name is not null or inputs.relation is not null as is_model,
    inputs.relation,
    inputs.part.split as split,
    inputs.part.digest.value as digest,
    inputs.part.digest.algorithm as digest_algorithm,
    inputs.part.digest.coverage as digest_coverage,
    inputs.part.sourcetype as source_type,
    inputs.schema_version::varchar as schema_version,
    inputs.statistics.rowcount as row_count,
    inputs.statistics.size as byte_count
from inputs
left outer join explicit
    on
        inputs.run_id = explicit.run_id
        and inputs.model_namespace = explicit.model_namespace
        and inputs.model_name = explicit.model_name
left outer join sources
    on
        inputs.run_id = sources.run_id
        and inputs.model_namespace = sources.model_namespace
        and inputs.model_name = sources.model_name
        and inputs.namespace = sources.namespace
        and inputs.name = sources.name
left outer join before
    on
        inputs.run_id = before.run_id
        and inputs.namespace = before.namespace
        and inputs.name = before.name
left outer join recorded
    on
        inputs.namespace = recorded.namespace
        and inputs.name = recorded.name
        and inputs.version = recorded.version
left outer join model_names as models
    on inputs.namespace = models.namespace and inputs.name = models.name
