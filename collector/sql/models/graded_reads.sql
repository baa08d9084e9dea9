-- What runs read and who had written it, with the grade of the version; one row a run and dataset.
-- key: run_id, namespace, name
-- reads: walked_reads, walked_models, dataset_writes, models_said
-- run_id: the run that read
-- namespace: of the dataset
-- name: of the dataset
-- version: that was read: as recorded, else of the run that had written it
-- role: of the data in the training of a model, as said
-- feeds: it flowed into what the walk comes from
-- relation: of a base model, how it was used
-- grade: recorded, inferred or missing; of the version
-- evidence: what the grade rests on, as a sentence
-- written_by: run that had written that version, where it is known
-- written_at: when that run ended
-- is_model: it is a model
-- is_source: no run is known that ever wrote it
with

done as (
    select * from dataset_writes
    where state = 'COMPLETE' and ended_at is not null
    qualify
        row_number() over (partition by namespace, name, ended_at order by run_id desc) = 1
),

-- A run may write several versions of a model, one after the other.
named as (
    select
        run_id,
        namespace,
        name,
        version,
        ended_at
    from dataset_writes
    where version is not null
    union
    select
        said.run_id,
        said.namespace,
        said.name,
        said.version,
        writes.ended_at
    from models_said as said
    inner join dataset_writes as writes
        on
            said.run_id = writes.run_id
            and said.namespace = writes.namespace
            and said.name = writes.name
    where said.role = 'output' and said.version is not null
),

recorded as (
    select
        namespace,
        name,
        version,
        arg_min(
            run_id,
            struct_pack(at := coalesce(ended_at, 'infinity'::timestamp), run_id := run_id)
        ) as written_by,
        min(ended_at) as written_at
    from named
    group by namespace, name, version
),

ever_written as (
    select distinct
        namespace,
        name
    from dataset_writes
),

before as (
    select
        reads.run_id,
        done.namespace,
        done.name,
        done.run_id as written_by,
        done.version,
        done.job_name,
        done.ended_at
    from walked_reads as reads
    asof inner join done
        on
            reads.namespace = done.namespace
            and reads.name = done.name
            and reads.started_at >= done.ended_at
    where reads.version is null
)

select
    reads.run_id,
    reads.namespace,
    reads.name,
    coalesce(reads.version, before.version, before.written_by) as version,
    reads.role,
    reads.feeds,
    reads.relation,
    case
        when reads.version is not null then 'recorded'
        when before.written_by is not null then 'inferred'
        else 'missing'
    end as grade,
    case
        when reads.version is not null then 'The run named the version that it read.'
        when before.written_by is not null
            then format(
                'Run {} of {} was the last that had written it, at {}, before the run began.',
                before.written_by,
                coalesce(before.job_name, 'a job'),
                strftime(before.ended_at, '%Y-%m-%d %H:%M:%S')
            )
        when ever_written.name is not null
            then 'The run named no version, and no run is known that had written it before.'
        else 'The run named no version, and no run is known that ever wrote it.'
    end as evidence,
    coalesce(recorded.written_by, before.written_by) as written_by,
    coalesce(recorded.written_at, before.ended_at) as written_at,
    models.name is not null or reads.relation is not null as is_model,
    ever_written.name is null as is_source
from walked_reads as reads
left outer join before
    on
        reads.run_id = before.run_id
        and reads.namespace = before.namespace
        and reads.name = before.name
left outer join recorded
    on
        reads.namespace = recorded.namespace
        and reads.name = recorded.name
        and reads.version = recorded.version
left outer join ever_written
    on reads.namespace = ever_written.namespace and reads.name = ever_written.name
left outer join walked_models as models
    on reads.namespace = models.namespace and reads.name = models.name
