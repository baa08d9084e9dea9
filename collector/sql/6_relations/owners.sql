-- Owners of jobs and datasets; one row a thing, owner and type.
-- key: kind, namespace, name, owner, type
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset
-- owner: as sent, such as team:data
-- type: of the ownership, such as MAINTAINER; null if not said
with

listed as (
    select
        kind,
        namespace,
        name,
        unnest(from_json(
            value -> '$.owners', '[{"name": "VARCHAR", "type": "VARCHAR"}]'
        )) as owner
    from folds.entity_facets
    where facet = 'ownership'
)

select distinct
    kind,
    namespace,
    name,
    owner.name as owner,
    owner.type as type
from listed
where owner.name is not null
