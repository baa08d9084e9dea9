-- Every name of what is shown, as facets may be said of it; one row a name.
-- key: kind, namespace, name
-- kind: job or dataset
-- namespace: a namespace of it
-- name: a name of it
-- shown_namespace: the namespace under which it is shown
-- shown_name: the name under which it is shown
-- reads: shown
select
    kind,
    namespace,
    name,
    namespace as shown_namespace,
    name as shown_name
from shown
union
select
    shown.kind,
    identities.namespace,
    identities.name,
    shown.namespace as shown_namespace,
    shown.name as shown_name
from shown
inner join folds.identities as identities
    on
        shown.namespace = identities.canonical_namespace
        and shown.name = identities.canonical_name
where shown.kind = 'dataset'
