-- The names that inputs of the runs go by, and the models that are asked for; one row a name.
-- reads: traced_listings, asked_names
with

inputs as (
    select distinct
        namespace,
        name
    from traced_listings
    where role = 'input'
)

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
union
from asked_names
