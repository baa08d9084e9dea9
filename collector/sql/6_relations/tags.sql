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
        unnest(tags) as tag
    from folds.entity_facets
    where facet = 'tags'
    union all by name
    select
        'run' as kind,
        run_id,
        unnest(from_json(
            value -> '$.tags',
            '[{"key": "VARCHAR", "value": "VARCHAR", "source": "VARCHAR", "field": "VARCHAR"}]'
        )) as tag
    from folds.run_facets
    where facet = 'tags' and role = 'run'
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
    from said
    where tag.key is not null
    group by kind, namespace, name, run_id, tag.field, tag.key, tag.value
)

select produced.*
from produced
anti join folds.tags_of_users as by_users
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
from folds.tags_of_users
where is_added
