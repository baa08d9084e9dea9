-- Which tables were written with versions of models; one row a version and table.
-- reads: walked_steps, walked_writes, walked_models
select distinct
    steps.namespace as model_namespace,
    steps.name as model_name,
    coalesce(writes.version, writes.run_id) as model_version,
    steps.to_namespace as namespace,
    steps.to_name as name
from walked_steps as steps
inner join walked_writes as writes
    on
        steps.run_id = writes.run_id
        and steps.namespace = writes.namespace
        and steps.name = writes.name
semi join walked_models as models
    on steps.namespace = models.namespace and steps.name = models.name
anti join walked_models as targets
    on steps.to_namespace = targets.namespace and steps.to_name = targets.name
