-- What a text may mean, the most likely first; one row a job or dataset.
-- Parameters: $kind (job, dataset, or null for both) and $text: a name, namespace:name, or the end
-- of one.
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset, the one that stands for all its names
-- distance: 0 for namespace:name, 1 for a name, 2 for the words at its end, 3 for the letters at
-- its end; of all rows the same
select
    kind,
    namespace,
    name,
    min(distance) as distance
from nodes_named($text, kind_wanted := $kind)
group by kind, namespace, name
qualify min(distance) = min(min(distance)) over ()
order by max(jaro_winkler_similarity(lower(said_name), lower($text))) desc, kind, namespace, name
