-- The names that what the versions were made from goes by; one row a name.
-- reads: traced_listings, model_mentions
with

said as (
    select unnest(bases) as base
    from model_mentions
),

inputs as (
    select
        namespace,
        name
    from traced_listings
    where role = 'input'
    union
    select
        coalesce(identities.canonical_namespace, said.base.namespace) as namespace,
        coalesce(identities.canonical_name, said.base.name) as name
    from said
    left outer join folds.identities
        on said.base.namespace = identities.namespace and said.base.name = identities.name
    where said.base.name is not null
),

names as (
    from inputs
    union
    select
        identities.namespace,
        identities.name
    from folds.identities
    semi join inputs
        on
            identities.canonical_namespace = inputs.namespace
            and identities.canonical_name = inputs.name
)

from names
