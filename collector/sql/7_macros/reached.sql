-- Everything that a walk comes to from a node, and the node itself; one row a job or dataset.
-- An id is read as /lineage reads it, that of a model as that of its dataset: any name of a
-- dataset, and the longest namespace, or where colons of the name are %3A, exactly that.
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

known as (
    select
        'dataset' as kind,
        namespace,
        name,
        namespace as said_namespace,
        name as said_name
    from folds.dataset_names
    union all
    select
        'job' as kind,
        namespace,
        name,
        namespace as said_namespace,
        name as said_name
    from folds.job_names
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        alias_namespace as said_namespace,
        alias_name as said_name
    from dataset_aliases
),

-- Few ids have percent signs, without which an exact id is the plain one.
named as (
    select
        *,
        contains(node, '%') and regexp_replace(node, '^model:', 'dataset:') = concat_ws(
            ':',
            kind,
            said_namespace,
            replace(regexp_replace(said_name, '%(25|3A)', '%25\1', 'gi'), ':', '%3A')
        ) as is_exact
    from known
    where
        is_exact
        or concat_ws(':', kind, said_namespace, said_name)
        = regexp_replace(node, '^model:', 'dataset:')
),

start as materialized (
    select
        kind,
        namespace,
        name,
        hash(kind, namespace, name) as number
    from named
    order by is_exact desc, length(said_namespace) desc
    limit 1
),

-- A start that no edge has is reached all the same.
shown as (
    select
        number,
        kind,
        namespace,
        name
    from nodes
    union
    select
        number,
        kind,
        namespace,
        name
    from start
),

-- One row a number, with its first distance.
reached (number, distance) using key (number) as (
    select
        number,
        0 as distance
    from start
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
    shown.kind,
    shown.namespace,
    shown.name,
    min(reached.distance)::integer as distance
from reached
left outer join passes on reached.number = passes.number
inner join shown on coalesce(passes.job, reached.number) = shown.number
group by shown.kind, shown.namespace, shown.name
order by distance, shown.kind, shown.namespace, shown.name
