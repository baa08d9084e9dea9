-- Everything that was said about models; one row a model, version and statement.
-- key: namespace, name, version, run_id, role, stamp
-- unit: namespace, name
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
    max(model) as model,
    max(source_run_id) as source_run_id,
    any_value(bases) as bases
from parts
group by namespace, name, version, run_id, role, stamp
