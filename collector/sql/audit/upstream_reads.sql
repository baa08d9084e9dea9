-- What the runs upstream of versions read; one row a version, run and dataset.
-- key: model_namespace, model_name, model_version, run_id, namespace, name
-- distance: runs from the run that wrote the version; 0 for what that one read
-- grade: recorded, inferred or missing
-- reads: model_inputs, run_reads
with recursive

runs as (
    select distinct
        model_namespace,
        model_name,
        model_version,
        written_by as run_id,
        1 as distance
    from model_inputs
    where feeds and written_by is not null
    union
    select
        runs.model_namespace,
        runs.model_name,
        runs.model_version,
        run_reads.written_by as run_id,
        runs.distance + 1 as distance
    from runs
    inner join run_reads on runs.run_id = run_reads.run_id
    where run_reads.written_by is not null and runs.distance < 50
),

nearest as (
    select
        model_namespace,
        model_name,
        model_version,
        run_id,
        min(distance) as distance
    from runs
    group by model_namespace, model_name, model_version, run_id
)

select
    nearest.model_namespace,
    nearest.model_name,
    nearest.model_version,
    nearest.run_id,
    nearest.distance,
    run_reads.namespace,
    run_reads.name,
    run_reads.version,
    run_reads.grade,
    run_reads.written_by
from nearest
inner join run_reads on nearest.run_id = run_reads.run_id
union all
select
    model_namespace,
    model_name,
    model_version,
    run_id,
    0 as distance,
    namespace,
    name,
    version,
    grade,
    written_by
from model_inputs
where feeds
