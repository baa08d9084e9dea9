-- Every lineage that jobs had had by then, and what static events had said; as all_pictures.sql.
-- Parameter: $as_of.
select
    picture,
    kind,
    namespace,
    name
from folds.pictures
where first_seen <= $as_of
