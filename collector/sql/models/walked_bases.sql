-- Models that the models which are asked of runs are said to be made of; one row a run and base.
-- reads: walked_wanted
with

said as (
    select
        coalesce(identities.canonical_namespace, told.namespace) as namespace,
        coalesce(identities.canonical_name, told.name) as name,
        told.version,
        told.run_id,
        unnest(told.bases) as base
    from folds.model_statements as told
    left outer join folds.identities
        on told.namespace = identities.namespace and told.name = identities.name
    where told.bases is not null
)

select
    wanted.run_id,
    coalesce(identities.canonical_namespace, said.base.namespace) as namespace,
    coalesce(identities.canonical_name, said.base.name) as name,
    max(said.base.version) as version,
    max(said.base.relation) as relation
from walked_wanted as wanted
inner join said
    on
        wanted.namespace = said.namespace
        and wanted.name = said.name
        and (wanted.run_id = said.run_id or wanted.version = said.version)
left outer join folds.identities
    on said.base.namespace = identities.namespace and said.base.name = identities.name
where said.base.name is not null
group by all
