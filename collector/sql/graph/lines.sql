-- Where data flows in the chosen pictures, in numbers; one row a source, target, picture and
-- what says so.
-- Parameter: $as_of (null for now).
-- source: number of the job or dataset that data comes from
-- source_kind: job or dataset
-- target: number of the job or dataset that it goes to
-- target_kind: job or dataset
-- job: number of the job that makes it so; null where a DatasetEvent says it
-- said: what says so, the `origin` of `edges`: 1 explicit, 2 column, 4 product, 8 boundary
-- picture: number of the picture that says it; null for a RENAME
-- reads: chosen, flows
select
    flows.source_number as source,
    flows.source_kind,
    flows.target_number as target,
    flows.target_kind,
    case when chosen.kind = 'job' then hash('job', chosen.namespace, chosen.name) end as job,
    case flows.origin when 'explicit' then 1 when 'column' then 2 when 'product' then 4 else 8 end
    ::utinyint as said,
    flows.picture
from flows
inner join chosen on flows.picture = chosen.picture
union all
select
    hash('dataset', source_namespace, source_name) as source,
    'dataset' as source_kind,
    hash('dataset', target_namespace, target_name) as target,
    'dataset' as target_kind,
    case when job_name is not null then hash('job', job_namespace, job_name) end as job,
    1::utinyint as said,
    null as picture
from folds.renamings
where coalesce(first_seen <= $as_of, true)
