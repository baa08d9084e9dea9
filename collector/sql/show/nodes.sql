-- What a text may mean, else what is like it; the most likely first; one row a job or dataset.
-- Parameters: $kind (job, dataset, or null for both) and $text: a name, namespace:name, or the end
-- of one.
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset, the one that stands for all its names
-- distance: 0 for namespace:name, 1 for a name, 2 for the words at its end, 3 for the letters at
-- its end, 4 for what is only like it; of all rows the same
with

named as (
    select
        'job' as kind,
        namespace,
        name,
        namespace as said_namespace,
        name as said_name
    from jobs
    where coalesce($kind, 'job') = 'job'
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        namespace as said_namespace,
        name as said_name
    from datasets
    where coalesce($kind, 'dataset') = 'dataset'
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        alias_namespace as said_namespace,
        alias_name as said_name
    from dataset_aliases
    where coalesce($kind, 'dataset') = 'dataset'
),

written as (
    select
        *,
        said_namespace || ':' || said_name as node,
        greatest(
            jaro_winkler_similarity(lower(said_name), lower($text)),
            jaro_winkler_similarity(
                lower(regexp_extract(said_name, '[^./:]+$')),
                lower(regexp_extract($text, '[^./:]+$'))
            )
        ) as likeness
    from named
),

measured as (
    select
        *,
        case
            when node = $text then 0
            when said_name = $text then 1
            when ends_with(node, $text)
                then if(substr(node, length(node) - length($text), 1) ~ '\w', 3, 2)
            when likeness > 0.7 or contains(lower(said_name), lower($text)) then 4
        end as distance
    from written
)

select
    kind,
    namespace,
    name,
    min(distance) as distance
from measured
where distance is not null
group by kind, namespace, name
qualify min(distance) = min(min(distance)) over ()
order by max(likeness) desc, kind, namespace, name
