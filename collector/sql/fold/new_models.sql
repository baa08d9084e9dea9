-- Names of models that are not known yet, and names that stand for the same; one row a name.
with

said as (
    select distinct
        namespace,
        name
    from folds.model_statements_parts
    anti join known_models using (namespace, name)
),

-- A model goes by any of its linked names.
stood_for as (
    select
        identities.canonical_namespace,
        identities.canonical_name
    from folds.identities
    semi join (
        from said
        union all
        from known_models
    ) as models
        using (namespace, name)
)

from said
union
select
    identities.namespace,
    identities.name
from folds.identities
semi join stood_for using (canonical_namespace, canonical_name)
anti join known_models using (namespace, name)
