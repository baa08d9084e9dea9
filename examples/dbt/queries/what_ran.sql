-- What ran, which command started it, and how many seconds did it take?
select
    strftime(runs.started_at, '%H:%M:%S') as started_at,
    if(hierarchy.run_id is null, '', '  ') || runs.job_name as job,
    runs.state,
    round(epoch(runs.ended_at - runs.started_at), 2) as seconds
from runs
left outer join run_hierarchy as hierarchy on runs.run_id = hierarchy.run_id
left outer join runs as commands on hierarchy.root_run_id = commands.run_id
order by
    coalesce(commands.started_at, runs.started_at),
    hierarchy.run_id is not null,
    runs.started_at,
    runs.job_name
