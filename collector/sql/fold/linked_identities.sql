-- What is known of the names that the new links of the batch join; one row a name.
with

linked as (
    select
        namespace,
        name
    from new_links
    union
    select
        alias_namespace as namespace,
        alias_name as name
    from new_links
),

chosen as (
    select distinct
        canonical_namespace,
        canonical_name
    from folds.identities
    semi join linked using (namespace, name)
)

select
    namespace,
    name,
    canonical_namespace,
    canonical_name,
    is_place
from folds.identities
semi join chosen using (canonical_namespace, canonical_name)
