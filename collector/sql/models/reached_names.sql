-- The names that tables of the last round go by; one row a name.
-- reads: reached_tables
-- canonical_namespace, canonical_name: what stands for it
-- hops: to the table
select
    namespace,
    name,
    namespace as canonical_namespace,
    name as canonical_name,
    hops
from reached_tables
union all
select
    identities.namespace,
    identities.name,
    reached_tables.namespace as canonical_namespace,
    reached_tables.name as canonical_name,
    reached_tables.hops
from reached_tables
inner join folds.identities
    on
        reached_tables.namespace = identities.canonical_namespace
        and reached_tables.name = identities.canonical_name
where
    identities.namespace != reached_tables.namespace
    or identities.name != reached_tables.name
