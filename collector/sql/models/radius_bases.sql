-- Versions of models that are said to be made of a version that was reached; one row each.
-- reads: reached_versions, names_of_models
with

said as (
    select
        coalesce(models.model_namespace, told.namespace) as namespace,
        coalesce(models.model_name, told.name) as name,
        nullif(told.version, '') as version,
        nullif(told.run_id, '') as run_id,
        unnest(told.bases) as base
    from folds.model_statements as told
    left outer join names_of_models as models
        on told.namespace = models.namespace and told.name = models.name
    where told.bases is not null
)

select distinct
    said.namespace,
    said.name,
    coalesce(said.version, said.run_id) as version,
    said.run_id,
    versions.hops,
    versions.namespace as via_namespace,
    versions.name as via_name,
    versions.version as via_version,
    said.base.version as read_version
from said
left outer join names_of_models as bases
    on said.base.namespace = bases.namespace and said.base.name = bases.name
inner join reached_versions as versions
    on
        coalesce(bases.model_namespace, said.base.namespace) = versions.namespace
        and coalesce(bases.model_name, said.base.name) = versions.name
        and coalesce(said.base.version, versions.version) = versions.version
where coalesce(said.version, said.run_id) is not null
