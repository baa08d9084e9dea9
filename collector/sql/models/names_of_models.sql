-- Every name of each model, with the name that stands for it; one row a name.
-- key: namespace, name
-- reads: model_statements
with

named as (
    select distinct
        namespace,
        name
    from model_statements
),

said as (
    select
        named.namespace,
        named.name,
        identities.canonical_namespace,
        identities.canonical_name
    from named
    left outer join folds.identities
        on named.namespace = identities.namespace and named.name = identities.name
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
