-- The names that models which are asked for go by; one row a name.
-- reads: asked_models
with

names as (
    select
        namespace,
        name
    from asked_models
    union
    select
        identities.namespace,
        identities.name
    from folds.identities
    semi join asked_models
        on
            identities.canonical_namespace = asked_models.namespace
            and identities.canonical_name = asked_models.name
)

from names
