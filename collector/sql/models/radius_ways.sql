-- What a walk from run to run has reached, and from what; one row a write, and one more where a way
-- by a model leads there too.
-- key: run_id, namespace, name, is_from_model
-- reads: radius_reached
select
    run_id,
    namespace,
    name,
    is_from_model,
    before_run_id,
    before_namespace,
    before_name,
    is_before_from_model,
    hops,
    weakness,
    is_possible,
    is_written,
    is_model
from radius_reached
