-- The runs that the pictures are taken of; one row a run.
select distinct
    first_run_id as run_id,
    hash(first_run_id) as unit_number
from folds.pictures
semi join touched_pictures using (picture)
where first_run_id is not null
