-- Versions that may have got their name by a registry: those that no run wrote, and those of runs
-- that name several; one row a version, by the names that events use.
-- reads: models_said, names_of_models
with

said as (
    select
        models_said.namespace,
        models_said.name,
        models_said.version,
        models_said.run_id,
        models_said.role,
        models.model_namespace,
        models.model_name
    from models_said
    inner join names_of_models as models
        on models_said.namespace = models.namespace and models_said.name = models.name
    where models_said.version is not null
),

written as (
    select distinct
        model_namespace,
        model_name,
        version
    from said
    where role = 'output' and run_id is not null
),

several as (
    select
        model_namespace,
        model_name,
        run_id
    from said
    where role = 'output' and run_id is not null
    group by model_namespace, model_name, run_id
    having min(version) != max(version)
)

select distinct
    said.namespace,
    said.name,
    said.version
from said
left outer join written using (model_namespace, model_name, version)
left outer join several using (model_namespace, model_name, run_id)
where written.version is null or several.run_id is not null
