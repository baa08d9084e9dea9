-- What static events had said by then; one row a picture.
-- Parameter: $as_of.
-- key: picture
-- picture: number of the picture
-- kind: job, or dataset where a DatasetEvent said it
-- namespace: of that job or dataset
-- name: of that job or dataset
-- reads: former_pictures
select
    picture,
    kind,
    namespace,
    name
from former_pictures
union all
select
    picture,
    kind,
    namespace,
    name
from folds.pictures
where
    not is_of_runs
    and first_seen <= $as_of
    and picture not in (select former_pictures.present from former_pictures)
