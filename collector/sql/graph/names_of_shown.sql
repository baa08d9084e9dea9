-- Other names of the datasets that are shown, as facets may be said of them; one row a name.
-- Parameter: $names, a list.
-- namespace: a namespace of it
-- name: a name of it
-- shown_namespace: the namespace under which it is shown
-- shown_name: the name under which it is shown
select
    namespace,
    name,
    canonical_namespace as shown_namespace,
    canonical_name as shown_name
from folds.identities
where canonical_name in (select unnest($names))
