-- What the run wrote that a walk begins at; one row a dataset.
-- key: run_id, namespace, name
-- reads: walked_writes, walked_models
-- $run_id: the run
select
    writes.run_id,
    writes.namespace,
    writes.name,
    1 as hops,
    0 as weakness,
    false as is_possible,
    null::varchar as before_run_id,
    null::varchar as before_namespace,
    null::varchar as before_name,
    false as is_before_from_model,
    false as is_from_model,
    false as is_written,
    models.name is not null as is_model
from walked_writes as writes
left outer join walked_models as models
    on writes.namespace = models.namespace and writes.name = models.name
where writes.run_id = $run_id
