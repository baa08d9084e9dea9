-- Tags of the datasets that are asked for, as one text each; one row a dataset and field.
-- reads: asked_names
-- field: the column; null for the whole dataset
-- tags: list of names; with the value where it says more than that the tag is there
with

asked as (
    select distinct
        known_namespace as namespace,
        known_name as name
    from asked_names
)

select
    namespace,
    name,
    field,
    list_sort(list(distinct concat_ws(':', key, nullif(value, 'true')))) as tags
from tags
semi join asked using (namespace, name)
where kind = 'dataset'
group by namespace, name, field
