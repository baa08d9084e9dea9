-- What a text may mean as a column; the nearest; one row a column.
-- Parameters: $text: a dataset as in nodes.sql, a dot or a colon, and the whole name of a column.
-- namespace: of the dataset
-- name: of the dataset, the one that stands for all its names
-- field: the column; one in another as a path
-- distance: that of the dataset in nodes.sql; of all rows the same
select
    namespace,
    name,
    field,
    distance
from columns_named($text)
qualify distance = min(distance) over ()
order by namespace, name, field
