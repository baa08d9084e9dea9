-- The jobs and datasets of the lines; one row a job or dataset, in the order of their numbers.
-- key: number
-- number: of the job or dataset
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset
-- reads: chosen, flows
with

named as (
    select
        flows.source_number as number,
        flows.source_kind as kind,
        flows.source_namespace as namespace,
        flows.source_name as name
    from flows
    semi join chosen on flows.picture = chosen.picture
    union
    select
        flows.target_number as number,
        flows.target_kind as kind,
        flows.target_namespace as namespace,
        flows.target_name as name
    from flows
    semi join chosen on flows.picture = chosen.picture
    union
    select
        hash('job', namespace, name) as number,
        'job' as kind,
        namespace,
        name
    from chosen
    where kind = 'job'
    union
    select
        hash('dataset', source_namespace, source_name) as number,
        'dataset' as kind,
        source_namespace as namespace,
        source_name as name
    from folds.renamings
    union
    select
        hash('dataset', target_namespace, target_name) as number,
        'dataset' as kind,
        target_namespace as namespace,
        target_name as name
    from folds.renamings
    union
    select
        hash('job', job_namespace, job_name) as number,
        'job' as kind,
        job_namespace as namespace,
        job_name as name
    from folds.renamings
    where job_name is not null
)

select
    number,
    kind,
    namespace,
    name
from named
order by number
