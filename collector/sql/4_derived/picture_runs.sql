-- What runs that have ended have in common; one row a picture.
-- `run_count` adds up, so that each run may be counted once.
-- key: picture
-- unit: namespace, name
-- reads: ended_shapes
select
    shape as picture,
    namespace,
    name,
    has_datasets,
    min(started_at) as first_seen,
    max(last_seen) as last_seen,
    min(struct_pack(at := started_at, run_id := run_id)) as first_run,
    max(struct_pack(at := started_at, run_id := run_id)) as last_run,
    max(struct_pack(at := started_at, run_id := run_id)) filter (state = 'COMPLETE')
        as last_complete_run,
    sum(run_count)::bigint as run_count
from ended_shapes
where namespace is not null and name is not null
group by shape, namespace, name, has_datasets
