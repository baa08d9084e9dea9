-- Every name of each model, with the name that stands for it; one row a name.
-- key: namespace, name
with

said as (
    select distinct
        said.namespace,
        said.name,
        identities.canonical_namespace,
        identities.canonical_name
    from (
        select distinct
            statements.namespace,
            statements.name
        from folds.model_statements as statements
    ) as said
    left outer join folds.identities
        on said.namespace = identities.namespace and said.name = identities.name
)

select
    namespace,
    name,
    coalesce(canonical_namespace, namespace) as model_namespace,
    coalesce(canonical_name, name) as model_name
from said
union
select
    identities.namespace,
    identities.name,
    identities.canonical_namespace as model_namespace,
    identities.canonical_name as model_name
from folds.identities
semi join said using (canonical_namespace, canonical_name)
