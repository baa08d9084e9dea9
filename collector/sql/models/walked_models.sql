-- Datasets that are models, under the name that stands for each; one row a model.
-- key: namespace, name
with

said as (
    select distinct
        namespace,
        name
    from folds.model_statements
)

select distinct
    coalesce(identities.canonical_namespace, said.namespace) as namespace,
    coalesce(identities.canonical_name, said.name) as name
from said
left outer join folds.identities
    on said.namespace = identities.namespace and said.name = identities.name
