-- What a text may mean as a column; the nearest; one row a column.
-- Parameters: $text: a dataset as in nodes.sql, a dot or a colon, and the whole name of a column.
-- namespace: of the dataset
-- name: of the dataset, the one that stands for all its names
-- field: the column; one in another as a path
-- distance: that of the dataset in nodes.sql, without those that are only like it; of all rows the
-- same
with

places as (
    select unnest(range(2, length($text))) as place
),

split as (
    select
        substr($text, 1, place - 1) as dataset,
        substr($text, place + 1) as field
    from places
    where substr($text, place, 1) in ('.', ':')
),

named as (
    select
        namespace,
        name,
        namespace as said_namespace,
        name as said_name
    from datasets
    union all
    select
        namespace,
        name,
        alias_namespace as said_namespace,
        alias_name as said_name
    from dataset_aliases
),

measured as (
    select
        named.namespace,
        named.name,
        split.field,
        case
            when named.said_namespace || ':' || named.said_name = split.dataset then 0
            when named.said_name = split.dataset then 1
            when
                substr(
                    named.said_namespace || ':' || named.said_name,
                    length(named.said_namespace || ':' || named.said_name) - length(split.dataset),
                    1
                ) ~ '\w'
                then 3
            else 2
        end as distance
    from named
    inner join split on ends_with(named.said_namespace || ':' || named.said_name, split.dataset)
)

select
    measured.namespace,
    measured.name,
    measured.field,
    min(measured.distance) as distance
from measured
semi join dataset_fields
    on
        measured.namespace = dataset_fields.namespace
        and measured.name = dataset_fields.name
        and measured.field = dataset_fields.field
group by measured.namespace, measured.name, measured.field
qualify min(measured.distance) = min(min(measured.distance)) over ()
order by measured.namespace, measured.name, measured.field
