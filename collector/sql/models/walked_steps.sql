-- From what one run wrote to what another made of it; one row a write and a next write.
-- key: run_id, namespace, name, to_run_id, to_namespace, to_name
-- reads: walked_links, walked_flows, walked_writes, walked_based
-- weakness: of the link; see walked_links.sql
with

steps as (
    select
        links.run_id,
        links.namespace,
        links.name,
        flows.run_id as to_run_id,
        flows.target_namespace as to_namespace,
        flows.target_name as to_name,
        links.weakness
    from walked_links as links
    inner join walked_flows as flows
        on
            links.reader = flows.run_id
            and links.namespace = flows.source_namespace
            and links.name = flows.source_name
    union all
    select * from walked_based
)

select
    steps.run_id,
    steps.namespace,
    steps.name,
    steps.to_run_id,
    steps.to_namespace,
    steps.to_name,
    min(steps.weakness) as weakness
from steps
semi join walked_writes as writes
    on
        steps.to_run_id = writes.run_id
        and steps.to_namespace = writes.namespace
        and steps.to_name = writes.name
group by
    steps.run_id,
    steps.namespace,
    steps.name,
    steps.to_run_id,
    steps.to_namespace,
    steps.to_name
