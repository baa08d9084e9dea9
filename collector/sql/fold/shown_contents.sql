-- The lineage facets that the pictures show; one row a content.
select column_lineage as content
from folds.picture_datasets_parts
where turn = $turn and column_lineage is not null
union
select unnest(lineages) as content
from folds.picture_datasets_parts
where turn = $turn
