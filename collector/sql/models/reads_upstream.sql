-- What the runs of a walk upstream read to write what is asked of them; one row a run and dataset.
-- key: run_id, namespace, name
-- reads: walked_wanted, walked_flows, walked_listings, walked_runs, walked_bases
-- version: as recorded
-- role: training, test and so on, as said
-- feeds: it flowed into what was asked for
with

flowing as (
    select distinct
        flows.run_id,
        flows.source_namespace as namespace,
        flows.source_name as name
    from walked_flows as flows
    semi join walked_wanted as wanted
        on
            flows.run_id = wanted.run_id
            and flows.target_namespace = wanted.namespace
            and flows.target_name = wanted.name
),

listed as (
    select
        run_id,
        namespace,
        name,
        version,
        part_role as role
    from walked_listings
    where role = 'input'
),

reads as (
    select
        coalesce(listed.run_id, flowing.run_id) as run_id,
        coalesce(listed.namespace, flowing.namespace) as namespace,
        coalesce(listed.name, flowing.name) as name,
        listed.version,
        listed.role,
        flowing.name is not null as feeds,
        null::varchar as relation
    from listed
    full outer join flowing
        on
            listed.run_id = flowing.run_id
            and listed.namespace = flowing.namespace
            and listed.name = flowing.name
    union all by name
    select
        *,
        true as feeds
    from walked_bases
)

select
    reads.run_id,
    reads.namespace,
    reads.name,
    max(reads.version) as version,
    max(reads.role) as role,
    bool_or(reads.feeds) as feeds,
    max(reads.relation) as relation,
    any_value(walked_runs.started_at) as started_at
from reads
inner join walked_runs on reads.run_id = walked_runs.run_id
-- A run may measure what it has written.
anti join walked_wanted as wanted
    on
        reads.run_id = wanted.run_id
        and reads.namespace = wanted.namespace
        and reads.name = wanted.name
        and reads.version = wanted.version
group by reads.run_id, reads.namespace, reads.name
