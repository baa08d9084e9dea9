-- From which datasets to which data flowed in the runs of a walk; one row a run, source, target.
-- What shapes a model is what its job says by the lineage facet; where that says nothing of it,
-- what was read for training, or for what nobody said. What a run reads and writes goes on in it.
-- key: run_id, source_namespace, source_name, target_namespace, target_name
-- reads: walked_listings, walked_models, run_shapes, flows
with

shown as (
    select distinct
        run_id,
        shape as picture
    from run_shapes
),

stated as (
    select distinct
        shown.run_id,
        flows.origin,
        flows.source_namespace,
        flows.source_name,
        flows.target_namespace,
        flows.target_name,
        models.name is not null as is_model
    from shown
    inner join flows on shown.picture = flows.picture
    left outer join walked_models as models
        on flows.target_namespace = models.namespace and flows.target_name = models.name
    where flows.source_kind = 'dataset' and flows.target_kind = 'dataset'
),

explained as (
    select distinct
        run_id,
        target_namespace,
        target_name
    from stated
    where is_model and origin = 'explicit'
),

trained as (
    select
        inputs.run_id,
        inputs.namespace as source_namespace,
        inputs.name as source_name,
        outputs.namespace as target_namespace,
        outputs.name as target_name
    from walked_listings as inputs
    inner join walked_listings as outputs
        on inputs.run_id = outputs.run_id and outputs.role = 'output'
    semi join walked_models as models
        on outputs.namespace = models.namespace and outputs.name = models.name
    anti join explained
        on
            outputs.run_id = explained.run_id
            and outputs.namespace = explained.target_namespace
            and outputs.name = explained.target_name
    where inputs.role = 'input' and coalesce(inputs.part_role, 'training') = 'training'
),

-- Where nothing says more than that the run lists both.
renewed as (
    select
        outputs.run_id,
        outputs.namespace as source_namespace,
        outputs.name as source_name,
        outputs.namespace as target_namespace,
        outputs.name as target_name
    from walked_listings as outputs
    semi join walked_listings as inputs
        on
            outputs.run_id = inputs.run_id
            and outputs.namespace = inputs.namespace
            and outputs.name = inputs.name
            and inputs.role = 'input'
    anti join walked_models as models
        on outputs.namespace = models.namespace and outputs.name = models.name
    anti join stated
        on
            outputs.run_id = stated.run_id
            and (
                stated.origin = 'explicit'
                or (
                    stated.origin = 'column'
                    and outputs.namespace = stated.target_namespace
                    and outputs.name = stated.target_name
                )
            )
    where outputs.role = 'output'
)

select
    run_id,
    source_namespace,
    source_name,
    target_namespace,
    target_name
from stated
where not is_model or origin = 'explicit'
union
select * from renewed
union
select
    run_id,
    source_namespace,
    source_name,
    target_namespace,
    target_name
from trained
