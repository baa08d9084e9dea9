-- What the versions that are shown were trained on, where no version of it was recorded; one row a
-- run and table.
-- key: run_id, namespace, name
-- reads: radius_shown
select distinct
    runs.run_id,
    shown.via_namespace as namespace,
    shown.via_name as name,
    null::varchar as version,
    null::varchar as role,
    true as feeds,
    null::varchar as relation,
    runs.started_at
from radius_shown as shown
inner join folds.traced_runs as runs on shown.run_id = runs.run_id
where shown.via_name is not null and shown.read_version is null
