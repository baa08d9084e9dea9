-- Tags of jobs, datasets, columns and runs; one row a thing, key and value.
-- What producers say, with what users have added and without what they have removed.
-- key: kind, namespace, name, run_id, field, key, value
-- kind: job, dataset or run
-- namespace: of the job or dataset; null for a run
-- name: of the job or dataset; null for a run
-- run_id: the run; null for a job or dataset
-- field: the column of a dataset; null for the whole
-- key: of the tag
-- value: of the tag
-- source: who set it, such as INTEGRATION; USER where a user did
with

said as (
    select
        kind,
        namespace,
        name,
        null as run_id,
        value as facet
    from folds.entity_facets
    where facet = 'tags'
    union all
    select
        'run' as kind,
        null as namespace,
        null as name,
        run_id,
        value as facet
    from folds.run_facets
    where facet = 'tags' and role = 'run'
),

listed as (
    select
        kind,
        namespace,
        name,
        run_id,
        unnest(from_json(
            facet -> '$.tags',
            '[{"key": "VARCHAR", "value": "VARCHAR", "source": "VARCHAR", "field": "VARCHAR"}]'
        )) as tag
    from said
),

produced as (
    select
        kind,
        namespace,
        name,
        run_id,
        tag.field as field,
        tag.key as key,
        tag.value as value,
        max(tag.source) as source
    from listed
    where tag.key is not null
    group by kind, namespace, name, run_id, tag.field, tag.key, tag.value
),

words_of_users as (
    select
        versions.kind,
        coalesce(identities.canonical_namespace, versions.namespace) as namespace,
        coalesce(identities.canonical_name, versions.name) as name,
        versions.last_stamp as stamp,
        versions.value
    from folds.facet_versions as versions
    left outer join folds.identities
        on
            versions.namespace = identities.namespace
            and versions.name = identities.name
            and versions.kind = 'dataset'
    where versions.facet = 'collector_tags' and not versions.is_deleted
),

words_on_tags as (
    select
        kind,
        namespace,
        name,
        stamp,
        true as is_added,
        unnest(from_json(
            value -> '$.added', '[{"key": "VARCHAR", "value": "VARCHAR", "field": "VARCHAR"}]'
        )) as tag
    from words_of_users
    union all
    select
        kind,
        namespace,
        name,
        stamp,
        false as is_added,
        unnest(from_json(
            value -> '$.removed', '[{"key": "VARCHAR", "value": "VARCHAR", "field": "VARCHAR"}]'
        )) as tag
    from words_of_users
),

-- The latest word on each tag holds.
by_users as (
    select
        kind,
        namespace,
        name,
        tag.field as field,
        tag.key as key,
        tag.value as value,
        arg_max(is_added, stamp) as is_added
    from words_on_tags
    group by kind, namespace, name, tag.field, tag.key, tag.value
)

select produced.*
from produced
anti join by_users
    on
        produced.kind = by_users.kind
        and produced.namespace = by_users.namespace
        and produced.name = by_users.name
        and produced.field is not distinct from by_users.field
        and produced.key = by_users.key
        and produced.value is not distinct from by_users.value
union all
select
    kind,
    namespace,
    name,
    null as run_id,
    field,
    key,
    value,
    'USER' as source
from by_users
where is_added
