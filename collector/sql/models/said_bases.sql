-- Which models are said to be made of which; one row a version and base.
-- reads: models_said, names_of_models
-- run_id: that wrote the version, where the statement is of a run
with

said as (
    select
        coalesce(models.model_namespace, told.namespace) as namespace,
        coalesce(models.model_name, told.name) as name,
        told.version,
        told.run_id,
        unnest(told.bases) as base
    from models_said as told
    left outer join names_of_models as models
        on told.namespace = models.namespace and told.name = models.name
    where told.bases is not null
)

select distinct
    said.namespace,
    said.name,
    said.version,
    said.run_id,
    coalesce(bases.canonical_namespace, said.base.namespace) as base_namespace,
    coalesce(bases.canonical_name, said.base.name) as base_name,
    said.base.version as base_version,
    said.base.relation as relation
from said
left outer join folds.identities as bases
    on said.base.namespace = bases.namespace and said.base.name = bases.name
where said.base.name is not null
