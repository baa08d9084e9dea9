-- Other names of datasets; one row a dataset, other name and type.
-- key: namespace, name, alias_namespace, alias_name, type
-- namespace: of the dataset
-- name: of the dataset, the one that stands for it everywhere
-- alias_namespace: of the other name
-- alias_name: the other name, as sent where a rule tells it
-- type: of the symlink, such as TABLE or LOCATION; rule where an identity rule tells it
-- first_seen: time of the first event that says so
-- last_seen: time of the last event that says so
with

-- A symlink tells both names of each other; the one that stands for both is no alias.
said as (
    select
        namespace as one_namespace,
        name as one_name,
        alias_namespace,
        alias_name,
        type,
        first_seen,
        last_seen
    from folds.aliases
    union all
    select
        alias_namespace as one_namespace,
        alias_name as one_name,
        namespace as alias_namespace,
        name as alias_name,
        type,
        first_seen,
        last_seen
    from folds.aliases
    where type != 'rule'
),

named as (
    select
        said.*,
        coalesce(identities.canonical_namespace, said.one_namespace) as namespace,
        coalesce(identities.canonical_name, said.one_name) as name
    from said
    left outer join folds.identities
        on said.one_namespace = identities.namespace and said.one_name = identities.name
)

select
    namespace,
    name,
    alias_namespace,
    alias_name,
    max(type) as type,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen
from named
where alias_namespace != namespace or alias_name != name
group by namespace, name, alias_namespace, alias_name, type = 'rule'
