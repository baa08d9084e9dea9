-- The names that stand for a model, found by any of its names; one row, or none.
-- Parameters: $namespace and $name.
with

asked as (
    select
        coalesce(identities.canonical_namespace, $namespace::varchar) as namespace,
        coalesce(identities.canonical_name, $name::varchar) as name
    from (select 1 as one)
    left outer join folds.identities
        on identities.namespace = $namespace and identities.name = $name
)

select
    namespace,
    name
from asked
where
    exists (
        select said.name
        from folds.model_statements as said
        left outer join folds.identities
            on said.namespace = identities.namespace and said.name = identities.name
        where
            coalesce(identities.canonical_namespace, said.namespace) = asked.namespace
            and coalesce(identities.canonical_name, said.name) = asked.name
    )
