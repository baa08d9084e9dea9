-- What was made of what the last step has reached, and was not known yet; one row a write, and one
-- more where a way by a model leads there too.
-- key: run_id, namespace, name, is_from_model
-- reads: radius_reached, walked_steps, walked_models
-- $hops: to the last step
with

made as (
    select
        steps.to_run_id as run_id,
        steps.to_namespace as namespace,
        steps.to_name as name,
        reached.is_from_model or reached.is_model as is_from_model,
        bool_or(reached.is_model) as is_written,
        min(struct_pack(
            weakness := greatest(reached.weakness, steps.weakness),
            is_possible := reached.is_possible,
            run_id := reached.run_id,
            namespace := reached.namespace,
            name := reached.name,
            is_from_model := reached.is_from_model
        )) as before
    from radius_reached as reached
    inner join walked_steps as steps
        on
            reached.run_id = steps.run_id
            and reached.namespace = steps.namespace
            and reached.name = steps.name
    where reached.hops = $hops
    group by
        steps.to_run_id,
        steps.to_namespace,
        steps.to_name,
        reached.is_from_model or reached.is_model
)

select
    made.run_id,
    made.namespace,
    made.name,
    $hops + 2 as hops,
    made.before.weakness as weakness,
    made.before.is_possible as is_possible,
    made.before.run_id as before_run_id,
    made.before.namespace as before_namespace,
    made.before.name as before_name,
    made.before.is_from_model as is_before_from_model,
    made.is_from_model,
    made.is_written,
    models.name is not null as is_model
from made
anti join radius_reached as known
    on
        made.run_id = known.run_id
        and made.namespace = known.namespace
        and made.name = known.name
        and (known.is_from_model or not made.is_from_model)
left outer join walked_models as models
    on made.namespace = models.namespace and made.name = models.name
