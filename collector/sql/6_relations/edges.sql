-- Where data flows; one row a source, target, origin and job.
-- key: source_kind, source_namespace, source_name, target_kind, target_namespace, target_name,
-- origin, job_namespace, job_name
-- source_kind: dataset or job
-- source_namespace: of the source
-- source_name: of the source
-- target_kind: dataset or job
-- target_namespace: of the target
-- target_name: of the target
-- origin: explicit (lineage facet, RENAME), column (columnLineage), product (an input and an output
-- of a run that says no more), or boundary (between a job and what it reads or writes)
-- job_namespace: namespace of the job that makes it so; null where a DatasetEvent says it
-- job_name: name of that job
-- first_seen: start of the first run, or time of the first event that says so
-- last_seen: last event of the runs that say so
-- first_run_id: first run that says so; null where only static events do
-- last_run_id: last run that says so; null where only static events do
-- run_count: runs that say so
-- is_current: what the latest run of the job that has ended, or a static event, says
with

ends as (
    select
        picture,
        role,
        namespace,
        name
    from folds.picture_datasets
    where role in ('input', 'output')
),

explicit_pictures as (
    select distinct picture
    from folds.picture_datasets
    where role = 'job' and lineages is not null
),

said as (
    select distinct
        picture,
        target_kind,
        target_namespace,
        target_name
    from folds.lineage_links
),

product as (
    select
        inputs.picture,
        inputs.namespace as source_namespace,
        inputs.name as source_name,
        outputs.namespace as target_namespace,
        outputs.name as target_name
    from ends as inputs
    inner join ends as outputs on inputs.picture = outputs.picture and outputs.role = 'output'
    anti join explicit_pictures on inputs.picture = explicit_pictures.picture
    anti join said
        on
            outputs.picture = said.picture
            and outputs.namespace = said.target_namespace
            and outputs.name = said.target_name
            and said.target_kind = 'dataset'
    where inputs.role = 'input'
),

boundary as (
    select
        ends.picture,
        'boundary' as origin,
        case ends.role when 'input' then 'dataset' else 'job' end as source_kind,
        case ends.role when 'input' then ends.namespace else pictures.job_namespace end
            as source_namespace,
        case ends.role when 'input' then ends.name else pictures.job_name end as source_name,
        case ends.role when 'input' then 'job' else 'dataset' end as target_kind,
        case ends.role when 'input' then pictures.job_namespace else ends.namespace end
            as target_namespace,
        case ends.role when 'input' then pictures.job_name else ends.name end as target_name
    from ends
    inner join folds.pictures on ends.picture = pictures.picture
),

stated as (
    select distinct
        picture,
        origin,
        source_kind,
        source_namespace,
        source_name,
        target_kind,
        target_namespace,
        target_name
    from folds.lineage_links
    where source_name is not null
),

-- What an entry says of the job itself is its boundary already.
pairs as (
    select * from stated
    anti join boundary
        using (
            picture,
            source_kind,
            source_namespace,
            source_name,
            target_kind,
            target_namespace,
            target_name
        )
    union all by name
    select * from boundary
    union all by name
    select
        picture,
        'product' as origin,
        'dataset' as source_kind,
        source_namespace,
        source_name,
        'dataset' as target_kind,
        target_namespace,
        target_name
    from product
),

placed as (
    select
        pairs.* exclude (picture),
        pictures.job_namespace,
        pictures.job_name,
        pictures.first_seen,
        pictures.last_seen,
        pictures.first_run_id,
        pictures.last_run_id,
        pictures.run_count,
        pictures.is_current
    from pairs
    inner join folds.pictures on pairs.picture = pictures.picture
    where
        pairs.source_kind != pairs.target_kind
        or pairs.source_namespace != pairs.target_namespace
        or pairs.source_name != pairs.target_name
        or pairs.origin != 'explicit'
        or pairs.source_kind != 'job'
    union all by name
    select
        'explicit' as origin,
        'dataset' as source_kind,
        coalesce(former.canonical_namespace, renames.previous_namespace) as source_namespace,
        coalesce(former.canonical_name, renames.previous_name) as source_name,
        'dataset' as target_kind,
        coalesce(present.canonical_namespace, renames.namespace) as target_namespace,
        coalesce(present.canonical_name, renames.name) as target_name,
        runs.job.namespace as job_namespace,
        runs.job.name as job_name,
        make_timestamp(nullif(renames.first_stamp >> 64, 0)::bigint) as first_seen,
        make_timestamp(nullif(renames.last_stamp >> 64, 0)::bigint) as last_seen,
        renames.first_run_id,
        renames.last_run_id,
        (renames.last_run_id is not null)::bigint as run_count,
        true as is_current
    from folds.renames
    left outer join folds.runs on renames.last_run_id = runs.run_id
    left outer join folds.identities as former
        on
            renames.previous_namespace = former.namespace
            and renames.previous_name = former.name
    left outer join folds.identities as present
        on renames.namespace = present.namespace and renames.name = present.name
)

select
    source_kind,
    source_namespace,
    source_name,
    target_kind,
    target_namespace,
    target_name,
    origin,
    job_namespace,
    job_name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    arg_min(first_run_id, struct_pack(at := first_seen, run_id := first_run_id)) as first_run_id,
    arg_max(last_run_id, struct_pack(at := last_seen, run_id := last_run_id)) as last_run_id,
    sum(run_count)::bigint as run_count,
    bool_or(is_current) as is_current
from placed
group by
    source_kind,
    source_namespace,
    source_name,
    target_kind,
    target_namespace,
    target_name,
    origin,
    job_namespace,
    job_name
