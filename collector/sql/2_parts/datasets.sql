-- The datasets that the events of a batch list.
select
    namespace,
    name,
    event_time as first_seen,
    event_time as last_seen,
    case
        when
            role = 'output'
            and coalesce(facets['lifecycleStateChange'] ->> '$.lifecycleStateChange', '') != 'DROP'
            then stamp
    end as written_stamp,
    run_id as writer_run_id
from event_datasets
