-- Where a walk can be; one row a job, dataset or pass of a job.
-- key: place
-- place: from 0; first all jobs and datasets in the order of their numbers, then the passes
-- number: of the job, dataset or pass
-- node: number of the job or dataset
-- reads: nodes, oriented
with

numbered as (
    select
        false as is_pass,
        number,
        number as node
    from nodes
    union all
    select distinct
        true as is_pass,
        hash(case far_kind when 'job' then far else job end, near) as number,
        case far_kind when 'job' then far else job end as node
    from oriented
    where near_kind = 'dataset' and (far_kind = 'job' or job is not null)
)

select
    row_number() over (order by is_pass, number) - 1 as place,
    number,
    node
from numbered
