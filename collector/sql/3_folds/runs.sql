-- Runs, with those that were only named by others; one row a run.
-- key: run_id
-- unit: run_id
select
    run_id,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    min(first_event_at) as first_event_at,
    max(last_stamp) as last_stamp,
    min(started_at) as started_at,
    max(terminal_stamp) as terminal_stamp,
    arg_max(terminal_type, terminal_stamp) as terminal_type,
    max(open_stamp) as open_stamp,
    arg_max(open_type, open_stamp) as open_type,
    max(job_stamp) as job_stamp,
    arg_max(job, job_stamp) as job,
    min(least_job) as least_job,
    max(greatest_job) as greatest_job,
    list_sort(list_distinct(flatten(list(jobs) filter (jobs is not null)))) as jobs,
    max(parent_stamp) as parent_stamp,
    arg_max(parent, parent_stamp) as parent,
    max(nominal_stamp) as nominal_stamp,
    arg_max(nominal, nominal_stamp) as nominal,
    max(error_stamp) as error_stamp,
    arg_max(error_message, error_stamp) as error_message,
    max(engine_stamp) as engine_stamp,
    arg_max(engine, engine_stamp) as engine,
    max(location_stamp) as location_stamp,
    arg_max(location, location_stamp) as location,
    arg_max(repository, location_stamp) as repository,
    arg_max(producer, last_stamp) as producer,
    max(listed_stamp) as listed_stamp,
    bool_or(is_snapshot) as is_snapshot
from parts
group by run_id
