-- What the former pictures are of, as the views have pictures; one row a picture.
-- key: picture
-- reads: former_pictures
select
    present as picture,
    kind,
    namespace,
    name,
    false as is_of_runs,
    null::varchar as first_run_id
from former_pictures
