-- The jobs and datasets that the pictures are of; one row a job or dataset.
select distinct
    kind,
    namespace,
    name
from folds.pictures
semi join touched_pictures using (picture)
