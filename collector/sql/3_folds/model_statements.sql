-- Everything that was said about models; one row a model, version and statement.
-- key: namespace, name, version, run_id, role, stamp
-- unit: namespace, name, version
-- texts: model
select
    namespace,
    name,
    version,
    run_id,
    role,
    stamp,
    max(event_time) as event_time,
    max(evidence) as evidence,
    max(flavour) as flavour,
    max(model) as model
from parts
group by namespace, name, version, run_id, role, stamp
