-- Which models are said to be made of which; one row a version and base.
-- reads: model_statements, names_of_models
-- run_id: that wrote the version, where the statement is of a run
with

said as (
    select
        names.model_namespace as namespace,
        names.model_name as name,
        nullif(told.version, '') as version,
        nullif(told.run_id, '') as run_id,
        unnest(told.bases) as base
    from model_statements as told
    inner join names_of_models as names
        on told.namespace = names.namespace and told.name = names.name
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
