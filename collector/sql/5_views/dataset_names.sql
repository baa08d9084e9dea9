-- Every dataset there is, under the name that stands for it; one row a dataset.
-- key: namespace, name
with

named as (
    select
        namespace,
        name,
        first_seen,
        last_seen,
        true as is_listed
    from folds.datasets
    union all
    select
        alias_namespace as namespace,
        alias_name as name,
        first_seen,
        last_seen,
        false as is_listed
    from folds.aliases
    where type != 'rule'
    union all
    select
        previous_namespace as namespace,
        previous_name as name,
        make_timestamp(nullif(first_stamp >> 64, 0)::bigint) as first_seen,
        make_timestamp(nullif(last_stamp >> 64, 0)::bigint) as last_seen,
        false as is_listed
    from folds.renames
),

canonical as (
    select
        coalesce(identities.canonical_namespace, named.namespace) as namespace,
        coalesce(identities.canonical_name, named.name) as name,
        named.first_seen,
        named.last_seen,
        named.is_listed
    from named
    left outer join folds.identities
        on named.namespace = identities.namespace and named.name = identities.name
    union all
    select
        links.source_namespace as namespace,
        links.source_name as name,
        pictures.first_seen,
        pictures.last_seen,
        false as is_listed
    from folds.lineage_links as links
    inner join folds.pictures on links.picture = pictures.picture
    where links.source_kind = 'dataset'
    union all
    select
        links.target_namespace as namespace,
        links.target_name as name,
        pictures.first_seen,
        pictures.last_seen,
        false as is_listed
    from folds.lineage_links as links
    inner join folds.pictures on links.picture = pictures.picture
    where links.target_kind = 'dataset'
)

select
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    bool_or(is_listed) as is_listed
from canonical
where namespace is not null and name is not null
group by namespace, name
