-- Runs that read models; one row a run and model.
-- key: run_id, namespace, name
-- reads: listed_inputs, names_of_models, registered_versions
-- version: as recorded, by the name that a registry gave it
with

listed as (
    select
        listed.run_id,
        models.model_namespace as namespace,
        models.model_name as name,
        arg_max(listed.version, listed.version_stamp) as version,
        arg_max(listed.part_role, listed.part_stamp) as part_role
    from listed_inputs as listed
    inner join names_of_models as models
        on listed.namespace = models.namespace and listed.name = models.name
    group by listed.run_id, models.model_namespace, models.model_name
)

select
    listed.run_id,
    listed.namespace,
    listed.name,
    coalesce(registered.version, listed.version) as version,
    listed.part_role
from listed
left outer join registered_versions as registered
    on
        listed.namespace = registered.namespace
        and listed.name = registered.name
        and listed.version = registered.model_id
