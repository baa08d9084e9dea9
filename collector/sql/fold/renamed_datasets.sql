-- Names that stood for a dataset, and stand for other ones now; one row a name.
select distinct
    coalesce(known.canonical_namespace, names.namespace) as namespace,
    coalesce(known.canonical_name, names.name) as name
from names
left outer join folds.identities as known
    on names.namespace = known.namespace and names.name = known.name
where
    coalesce(known.canonical_namespace, names.namespace) != names.canonical_namespace
    or coalesce(known.canonical_name, names.name) != names.canonical_name
