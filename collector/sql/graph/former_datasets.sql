-- What stood in the former pictures, under their own numbers; as folds.picture_datasets.
-- key: picture, role, namespace, name
-- reads: former_pictures, made
select
    former.picture,
    made.* exclude (picture)
from made
inner join former_pictures as former on made.picture = former.present
