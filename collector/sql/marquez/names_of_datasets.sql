-- All names of the datasets that are asked for; one row a name.
-- Parameter: $asked, a list of namespace and name, in any of the names of a dataset.
-- reads: aliases of all
-- namespace: as sent
-- name: as sent
-- known_namespace: of the dataset
-- known_name: of the dataset
with

given as (select unnest($asked::struct(namespace varchar, name varchar)[], recursive := true)),

-- By any of its names: one that rules change, or one of a symlink.
ruled as (
    select
        coalesce(rules.namespace, given.namespace) as namespace,
        coalesce(rules.name, given.name) as name
    from given
    left outer join aliases as rules
        on
            given.namespace = rules.alias_namespace
            and given.name = rules.alias_name
            and rules.type = 'rule'
),

asked as (
    select distinct
        coalesce(identities.canonical_namespace, ruled.namespace) as namespace,
        coalesce(identities.canonical_name, ruled.name) as name
    from ruled
    left outer join folds.identities using (namespace, name)
)

select
    namespace,
    name,
    namespace as known_namespace,
    name as known_name
from asked
union
select
    identities.namespace,
    identities.name,
    identities.canonical_namespace as known_namespace,
    identities.canonical_name as known_name
from folds.identities
semi join asked
    on
        identities.canonical_namespace = asked.namespace
        and identities.canonical_name = asked.name
