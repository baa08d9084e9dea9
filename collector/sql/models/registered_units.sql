-- Versions that may have got their name by a registry: those that no run wrote, and those of runs
-- that name several; one row a version, by the names that events use.
-- reads: models_said
with

several as (
    select run_id
    from models_said
    where role = 'output' and run_id is not null and version is not null
    group by run_id
    having min(version) != max(version)
),

judged as (
    select
        namespace,
        name,
        version,
        bool_or(role = 'output' and run_id is not null) as is_written,
        bool_or(run_id in (select several.run_id from several)) as is_of_several
    from models_said
    where version is not null
    group by namespace, name, version
),

doubtful as (
    select * from judged
    where not is_written or is_of_several
)

select distinct
    said.said_namespace as namespace,
    said.said_name as name,
    said.version
from models_said as said
semi join doubtful using (namespace, name, version)
