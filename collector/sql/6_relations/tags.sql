-- Tags of jobs, datasets, columns and runs; one row a thing, key and value.
-- key: kind, namespace, name, run_id, field, key, value
-- kind: job, dataset or run
-- namespace: of the job or dataset; null for a run
-- name: of the job or dataset; null for a run
-- run_id: the run; null for a job or dataset
-- field: the column of a dataset; null for the whole
-- key: of the tag
-- value: of the tag
-- source: who set it, such as USER or INTEGRATION
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
)

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
