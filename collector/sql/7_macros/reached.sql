-- Everything that a walk comes to from a node; one row a job or dataset.
-- key: kind, namespace, name
-- kind: dataset or job
-- namespace: of the dataset or job
-- name: of the dataset or job
-- distance: hops from the node, in which a job and a dataset are one each
-- reads: oriented, steps
with recursive  -- noqa: PRS

nodes as materialized (
    select
        near as number,
        any_value(near_kind) as kind,
        any_value(near_namespace) as namespace,
        any_value(near_name) as name
    from oriented
    group by near
    union
    select
        far as number,
        any_value(far_kind) as kind,
        any_value(far_namespace) as namespace,
        any_value(far_name) as name
    from oriented
    group by far
),

passes as materialized (
    select distinct
        hash(case far_kind when 'job' then far else job end, near) as number,
        case far_kind when 'job' then far else job end as job
    from oriented
    where near_kind = 'dataset' and (far_kind = 'job' or job is not null)
),

ahead as materialized (select distinct near, far from steps),

-- One row a number, with its first distance.
reached (number, distance) using key (number) as (
    select
        number,
        0 as distance
    from nodes
    where
        concat_ws(':', kind, namespace, name) = node
        or (kind = 'dataset' and concat_ws(':', 'model', namespace, name) = node)
    union
    select
        ahead.far as number,
        min(reached.distance) + 1 as distance
    from reached
    inner join ahead on reached.number = ahead.near
    left outer join recurring.reached as known on ahead.far = known.number
    where known.number is null and reached.distance < depth
    group by ahead.far
)

select
    nodes.kind,
    nodes.namespace,
    nodes.name,
    min(reached.distance)::integer as distance
from reached
left outer join passes on reached.number = passes.number
inner join nodes on coalesce(passes.job, reached.number) = nodes.number
group by nodes.kind, nodes.namespace, nodes.name
order by distance, nodes.kind, nodes.namespace, nodes.name
