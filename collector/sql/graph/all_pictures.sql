-- Every lineage that jobs ever had, and what static events say; one row a picture.
-- key: picture
-- picture: number of the picture
-- kind: job, or dataset where a DatasetEvent says it
-- namespace: of that job or dataset
-- name: of that job or dataset
select
    picture,
    kind,
    namespace,
    name
from folds.pictures
