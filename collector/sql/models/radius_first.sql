-- What was made of the version that a walk begins at; one row a write.
-- key: run_id, namespace, name
-- reads: radius_begun, walked_flows, walked_writes, walked_models, said_bases
-- $namespace, $name: of the dataset
-- $version: that is meant; null for any
with

made as (
    select
        flows.run_id,
        flows.target_namespace as namespace,
        flows.target_name as name,
        begun.weakness,
        begun.is_possible
    from radius_begun as begun
    inner join walked_flows as flows on begun.run_id = flows.run_id
    where flows.source_namespace = $namespace and flows.source_name = $name
    union all
    select
        writes.run_id,
        writes.namespace,
        writes.name,
        case when said.base_version is null then 2 else 0 end as weakness,
        false as is_possible
    from said_bases as said
    inner join walked_writes as writes
        on
            said.namespace = writes.namespace
            and said.name = writes.name
            and (said.run_id = writes.run_id or said.version = writes.version)
    where
        said.base_namespace = $namespace
        and said.base_name = $name
        and coalesce(said.base_version = $version, true)
)

select
    made.run_id,
    made.namespace,
    made.name,
    2 as hops,
    min(made.weakness) as weakness,
    bool_and(made.is_possible) as is_possible,
    null::varchar as before_run_id,
    $namespace::varchar as before_namespace,
    $name::varchar as before_name,
    false as is_before_from_model,
    bool_or(start.name is not null) as is_from_model,
    bool_or(start.name is not null) as is_written,
    any_value(models.name) is not null as is_model
from made
semi join walked_writes as writes
    on
        made.run_id = writes.run_id
        and made.namespace = writes.namespace
        and made.name = writes.name
left outer join walked_models as models
    on made.namespace = models.namespace and made.name = models.name
left outer join walked_models as start
    on start.namespace = $namespace and start.name = $name
group by made.run_id, made.namespace, made.name
