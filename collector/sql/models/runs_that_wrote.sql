-- What is to be known of runs that wrote; one row a run.
-- reads: runs of writing_runs
select
    run_id,
    job,
    terminal_type,
    terminal_stamp,
    open_type,
    is_snapshot,
    listed_stamp
from runs
