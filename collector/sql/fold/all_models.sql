-- Names of models that are folded, and names that stand for the same; one row a name.
with

said as (
    select distinct
        namespace,
        name
    from folds.model_statements
),

stood_for as (
    select
        identities.canonical_namespace,
        identities.canonical_name
    from folds.identities
    semi join said using (namespace, name)
)

from said
union
select
    identities.namespace,
    identities.name
from folds.identities
semi join stood_for using (canonical_namespace, canonical_name)
