-- Runs upstream of those that wrote training data; one row a pair. A run is upstream of itself.
-- key: run_id, upstream_run_id
-- run_id: a run of those upstream of models
-- upstream_run_id: one that it comes from
-- reads: run_reads
with recursive

-- Numbers instead of texts: the pairs may be many.
numbered as materialized (
    select
        run_id,
        row_number() over (order by run_id) as number
    from (select distinct run_id from run_reads) as runs
),

steps as materialized (
    select distinct
        reading.number,
        writing.number as upstream_number
    from run_reads
    inner join numbered as reading on run_reads.run_id = reading.run_id
    inner join numbered as writing on run_reads.written_by = writing.run_id
),

walked as (
    select
        number,
        number as upstream_number
    from numbered
    union
    select
        walked.number,
        steps.upstream_number
    from walked
    inner join steps on walked.upstream_number = steps.number
)

select
    runs.run_id,
    upstream.run_id as upstream_run_id
from walked
inner join numbered as runs on walked.number = runs.number
inner join numbered as upstream on walked.upstream_number = upstream.number
