-- What the runs that read have written, and models that a registry says to be of them; one row a
-- run and dataset.
-- reads: radius_readers, names_of_models, said_sources
-- version: of a model: as recorded, else the run that wrote it
with

readers as (
    select distinct run_id
    from radius_readers
),

listed as (
    select
        listed.run_id,
        listed.namespace,
        listed.name,
        listed.version
    from folds.traced_datasets as listed
    semi join readers using (run_id)
    where listed.role = 'output'
    union all
    select
        said.run_id,
        said.namespace,
        said.name,
        said.version
    from said_sources as said
    semi join readers using (run_id)
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
