-- Writes of datasets, and how long what was written stood; one row a run and dataset.
-- key: run_id, namespace, name
-- reads: walked_listings, walked_runs
-- version: as recorded
-- is_complete: the run succeeded
-- from_at: when it was done; where the run has not ended, when that began
-- until_at: when the next run had written the dataset
with

writes as (
    select
        listed.run_id,
        listed.namespace,
        listed.name,
        listed.version,
        coalesce(runs.state = 'COMPLETE' and runs.ended_at is not null, false) as is_complete,
        coalesce(runs.ended_at, runs.started_at) as from_at
    from walked_listings as listed
    inner join walked_runs as runs on listed.run_id = runs.run_id
    where listed.role = 'output'
),

done as (
    select distinct
        namespace,
        name,
        from_at
    from writes
    where is_complete
)

select
    writes.*,
    done.from_at as until_at
from writes
asof left join done
    on
        writes.namespace = done.namespace
        and writes.name = done.name
        and writes.from_at < done.from_at
