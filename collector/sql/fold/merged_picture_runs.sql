-- One row a picture of any that were made of different runs.
select
    picture,
    namespace,
    name,
    has_datasets,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    min(first_run) as first_run,
    max(last_run) as last_run,
    max(last_complete_run) as last_complete_run,
    sum(run_count)::bigint as run_count
from parts
group by picture, namespace, name, has_datasets
