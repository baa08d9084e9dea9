-- Every lineage that jobs had had by then, and what static events had said; as all_pictures.sql.
-- Parameter: $as_of.
-- reads: static_pictures
select
    picture,
    kind,
    namespace,
    name
from folds.pictures
where is_of_runs and first_seen <= $as_of
union all
select
    picture,
    kind,
    namespace,
    name
from static_pictures
