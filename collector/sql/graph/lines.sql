-- Where data flows in the chosen pictures, in numbers; one row a source, target, picture and
-- origin.
-- Parameter: $as_of (null for now).
-- source: number of the job or dataset that data comes from
-- source_kind: job or dataset
-- target: number of the job or dataset that it goes to
-- target_kind: job or dataset
-- job: number of the job that makes it so; null where a DatasetEvent says it
-- origin: as in `edges`
-- picture: number of the picture that says it; null for a RENAME
-- reads: chosen
select
    flows.source_number as source,
    flows.source_kind,
    flows.target_number as target,
    flows.target_kind,
    case when chosen.kind = 'job' then hash('job', chosen.namespace, chosen.name) end as job,
    flows.origin,
    flows.picture
from folds.flows
inner join chosen on flows.picture = chosen.picture
union all
select
    hash('dataset', source_namespace, source_name) as source,
    'dataset' as source_kind,
    hash('dataset', target_namespace, target_name) as target,
    'dataset' as target_kind,
    case when job_name is not null then hash('job', job_namespace, job_name) end as job,
    'explicit' as origin,
    null as picture
from folds.renamings
where coalesce(first_seen <= $as_of, true)
