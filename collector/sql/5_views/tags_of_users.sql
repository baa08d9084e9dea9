-- What users say of tags, by the latest word on each; one row a thing, column, key and value.
-- key: number, field, key, value
-- number: of kind, namespace and name
-- kind: job or dataset
-- namespace: of the job or dataset, the one that stands for all its names
-- name: of the job or dataset, the one that stands for all its names
-- field: the column of a dataset; null for the whole
-- key: of the tag
-- value: of the tag
-- is_added: the tag is there; else a user has removed it
with

kept as (
    select *
    from folds.facet_versions_parts
    union all
    select *
    from folds.facet_versions_settled_0
    union all
    select *
    from folds.facet_versions_settled_1
),

words as (
    select
        kind,
        namespace,
        name,
        max(last_stamp) as stamp,
        unnest(any_value(tags)) as tag
    from kept
    where facet = 'collector_tags'
    group by kind, namespace, name, content
),

named as (
    select
        words.kind,
        coalesce(identities.canonical_namespace, words.namespace) as namespace,
        coalesce(identities.canonical_name, words.name) as name,
        words.stamp,
        words.tag
    from words
    left outer join folds.identities
        on
            words.namespace = identities.namespace
            and words.name = identities.name
            and words.kind = 'dataset'
)

select
    hash(kind, namespace, name) as number,
    kind,
    namespace,
    name,
    tag.field as field,
    tag.key as key,
    tag.value as value,
    arg_max(tag.is_added, stamp) as is_added
from named
group by kind, namespace, name, tag.field, tag.key, tag.value
