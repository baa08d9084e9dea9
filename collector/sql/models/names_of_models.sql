-- Every name of each model, with the name that stands for it; one row a name.
-- key: namespace, name
-- reads: models_said
with

said as (
    select distinct
        models_said.namespace,
        models_said.name,
        identities.canonical_namespace,
        identities.canonical_name
    from models_said
    left outer join folds.identities
        on
            models_said.namespace = identities.namespace
            and models_said.name = identities.name
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
