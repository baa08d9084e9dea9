-- The name that stands for a name, where events list a dataset or job of that name; one row.
-- Found by its number, for other ways to be known take longer; see known_nodes.sql.
-- Parameters: $kind (dataset or job), $namespace and $name.
-- namespace: of the dataset or job
-- name: of the dataset or job
with

listed as (
    select
        namespace,
        name
    from folds.datasets_parts
    where $kind = 'dataset' and unit_number = hash($namespace, $name)
    union all
    select
        namespace,
        name
    from folds.datasets_settled_0
    where $kind = 'dataset' and unit_number = hash($namespace, $name)
    union all
    select
        namespace,
        name
    from folds.datasets_settled_1
    where $kind = 'dataset' and unit_number = hash($namespace, $name)
    union all
    select
        namespace,
        name
    from folds.jobs_parts
    where $kind = 'job' and unit_number = hash($namespace, $name)
    union all
    select
        namespace,
        name
    from folds.jobs_settled_0
    where $kind = 'job' and unit_number = hash($namespace, $name)
    union all
    select
        namespace,
        name
    from folds.jobs_settled_1
    where $kind = 'job' and unit_number = hash($namespace, $name)
)

select distinct
    coalesce(identities.canonical_namespace, listed.namespace) as namespace,
    coalesce(identities.canonical_name, listed.name) as name
from listed
left outer join folds.identities as identities
    on
        listed.namespace = identities.namespace
        and listed.name = identities.name
        and $kind = 'dataset'
where listed.namespace = $namespace and listed.name = $name
