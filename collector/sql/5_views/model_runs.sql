-- Runs that wrote versions of models; one row a run, model and version.
-- Of a version that no run is known to have written, the run that a registry names as its source.
-- key: run_id, namespace, name, version
-- reads: model_mentions, traced_runs
with

written as (
    select distinct
        run_id,
        namespace,
        name,
        version
    from model_mentions
    where role = 'output' and run_id is not null
)

select * from written
union all
select distinct
    mentions.model ->> '$.sourceRunId' as run_id,
    mentions.namespace,
    mentions.name,
    mentions.version
from model_mentions as mentions
anti join written using (namespace, name, version)
semi join traced_runs as spoken
    on mentions.model ->> '$.sourceRunId' = spoken.run_id
