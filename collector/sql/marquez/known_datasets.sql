-- Datasets as in `datasets`, by their names alone; one row a dataset.
-- reads: aliases of all, datasets of all, renames of all, static_statements of all
with

named as (
    select
        namespace,
        name
    from datasets
    union all
    select
        alias_namespace as namespace,
        alias_name as name
    from aliases
    where type != 'rule'
    union all
    select
        previous_namespace as namespace,
        previous_name as name
    from renames
),

shown as (
    select picture from folds.picture_runs
    union all
    select shape as picture from folds.open_shapes
    where namespace is not null and name is not null
    union all
    select md5_number_lower(concat_ws(chr(10), kind, namespace, name)) as picture
    from static_statements
),

linked as (
    select
        links.source_namespace as namespace,
        links.source_name as name
    from folds.lineage_links as links
    semi join shown on links.picture = shown.picture
    where links.source_kind = 'dataset'
    union all
    select
        links.target_namespace as namespace,
        links.target_name as name
    from folds.lineage_links as links
    semi join shown on links.picture = shown.picture
    where links.target_kind = 'dataset'
),

known as (
    select
        coalesce(identities.canonical_namespace, named.namespace) as namespace,
        coalesce(identities.canonical_name, named.name) as name
    from named
    left outer join folds.identities
        on named.namespace = identities.namespace and named.name = identities.name
    union
    select
        namespace,
        name
    from linked
)

select
    namespace,
    name
from known
where namespace is not null and name is not null
