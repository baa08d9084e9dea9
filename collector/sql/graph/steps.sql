-- Where a walk can go next; one row a place and a next place, some twice.
-- A walk that comes to a job by a dataset is at a *pass* of the job, not at the job itself: it goes
-- on to what this dataset flows to, which need not be all that the job has to do with.
-- near: number of a dataset, job or pass
-- far: number of the next one
-- said: what says so
-- reads: oriented
with

through as (
    select * from oriented
    where near_kind = 'dataset' and far_kind = 'dataset' and job is not null
),

between_jobs as (
    select * from oriented
    where near_kind = 'job' and far_kind = 'job'
),

entered as (
    select
        near,
        job,
        said
    from through
    union all
    select
        near,
        far as job,
        said
    from oriented
    where near_kind = 'dataset' and far_kind = 'job'
)

select
    near,
    hash(job, near) as far,
    said
from entered
union all
select
    hash(job, near) as near,
    far,
    said
from through
union all
-- A walk that starts at a job goes to all that any of its datasets flows to.
select
    job as near,
    far,
    said
from through
union all
select
    near,
    far,
    said
from oriented
where near_kind = 'job' or (far_kind = 'dataset' and job is null)
union all
select
    hash(entered.job, entered.near) as near,
    between_jobs.far,
    between_jobs.said
from entered
inner join between_jobs on entered.job = between_jobs.near
