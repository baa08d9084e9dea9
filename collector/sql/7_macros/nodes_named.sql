-- Jobs and datasets of which any name, behind its namespace and a colon, ends with a text; one row
-- a name.
-- key: kind, namespace, name, said_namespace, said_name
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset, the one that stands for all its names
-- said_namespace: of the name that ends so
-- said_name: the name that ends so
-- distance: 0 for namespace:name, 1 for a name, 2 for the words at its end, 3 for the letters at
-- its end
with

named as (
    select
        'job' as kind,
        namespace,
        name,
        namespace as said_namespace,
        name as said_name
    from folds.job_names
    where coalesce(kind_wanted, 'job') = 'job'
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        namespace as said_namespace,
        name as said_name
    from folds.dataset_names
    where coalesce(kind_wanted, 'dataset') = 'dataset'
    union all
    select
        'dataset' as kind,
        namespace,
        name,
        alias_namespace as said_namespace,
        alias_name as said_name
    from dataset_aliases
    where coalesce(kind_wanted, 'dataset') = 'dataset'
),

ending as (
    select
        *,
        said_namespace || ':' || said_name as node
    from named
    where ends_with(said_namespace || ':' || said_name, text)
)

select
    kind,
    namespace,
    name,
    said_namespace,
    said_name,
    case
        when node = text then 0
        when said_name = text then 1
        when substr(node, length(node) - length(text), 1) ~ '\w' then 3
        else 2
    end as distance
from ending
