-- Columns that a text may mean: a dataset as in nodes_named.sql, a dot or a colon, and the whole
-- name of a column; one row a column.
-- key: namespace, name, field
-- namespace: of the dataset
-- name: of the dataset, the one that stands for all its names
-- field: the column; one in another as a path
-- distance: that of the dataset in nodes_named.sql
-- reads: column_candidates, schema_fields
select
    candidates.namespace,
    candidates.name,
    candidates.field,
    min(candidates.distance) as distance
from column_candidates as candidates
left outer join schema_fields
    on
        candidates.schema_version = schema_fields.schema_version
        and candidates.field = schema_fields.field
where candidates.is_linked or schema_fields.field is not null
group by candidates.namespace, candidates.name, candidates.field
