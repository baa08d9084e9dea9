-- Versions of jobs that some pictures show; one row a picture of a job.
-- Parameter: $pictures, a list.
-- key: picture
-- picture: what a run read and wrote
-- version: of the job
select
    picture,
    version
from folds.picture_versions
where picture in (select unnest($pictures))
