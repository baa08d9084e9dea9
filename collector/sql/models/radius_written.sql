-- What the runs that read have written, and models that a registry says to be of them; one row a
-- run and dataset.
-- reads: radius_readers, names_of_models, models_said
-- version: of a model: as recorded, else the run that wrote it
with

registered as (
    select distinct
        source_run_id as run_id,
        namespace,
        name,
        version
    from models_said
    where
        version is not null
        and source_run_id in (select readers.run_id from radius_readers as readers)
),

-- Of a version that runs wrote, these count.
written as (
    select distinct
        namespace,
        name,
        version
    from models_said
    where role = 'output' and run_id is not null
),

listed as (
    select
        run_id,
        namespace,
        name,
        version
    from folds.traced_datasets
    where
        role = 'output'
        and run_id in (select readers.run_id from radius_readers as readers)
    union all
    select * from registered
    anti join written using (namespace, name, version)
)

select distinct
    listed.run_id,
    coalesce(models.model_namespace, identities.canonical_namespace, listed.namespace)
        as namespace,
    coalesce(models.model_name, identities.canonical_name, listed.name) as name,
    coalesce(listed.version, listed.run_id) as version,
    models.name is not null as is_model
from listed
left outer join names_of_models as models
    on listed.namespace = models.namespace and listed.name = models.name
left outer join folds.identities
    on listed.namespace = identities.namespace and listed.name = identities.name
