-- The names that stand for a model, found by any of its names; one row, or none.
-- Parameters: $namespace and $name.
-- reads: model_statements, by the numbers of their units
with

asked as (
    select
        coalesce(identities.canonical_namespace, $namespace::varchar) as namespace,
        coalesce(identities.canonical_name, $name::varchar) as name
    from (select 1 as one) as once
    left outer join folds.identities
        on identities.namespace = $namespace and identities.name = $name
),

names as (
    select
        asked.*,
        hash(asked.namespace, asked.name) as unit_number
    from asked
    union
    select
        asked.*,
        hash(identities.namespace, identities.name) as unit_number
    from asked
    inner join folds.identities
        on
            asked.namespace = identities.canonical_namespace
            and asked.name = identities.canonical_name
)

select distinct
    namespace,
    name
from names
semi join model_statements using (unit_number)
