-- When jobs and datasets were seen; one row a job or dataset that events list.
-- key: kind, namespace, name
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset
-- first_seen: time of the first event that names it
-- last_seen: time of the last event that names it
-- parent_name: of a job: the job that contains it
-- parent_uuid: of that job, as sql/marquez has it
-- reads: datasets, jobs
with

told as (
    select
        namespace,
        name,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen,
        arg_max(parent, parent_stamp) as parent
    from jobs
    group by namespace, name
)

select
    'dataset' as kind,
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    null as parent_name,
    null as parent_uuid
from datasets
group by namespace, name
union all
select
    'job' as kind,
    namespace,
    name,
    first_seen,
    last_seen,
    parent.name as parent_name,
    case
        when parent.name is not null
            then md5(concat_ws(chr(10), 'job', parent.namespace, parent.name))::uuid
    end as parent_uuid
from told
