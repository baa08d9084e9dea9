-- What is named nearly like a text, the nearest first; one row a job or dataset.
-- Parameters: $kind (job or dataset), $text (in small letters), $limit.
-- namespace: of the job or dataset
-- name: of the job or dataset, the one that stands for all its names
with

named as (
    select
        coalesce(identities.canonical_namespace, names.namespace) as namespace,
        coalesce(identities.canonical_name, names.name) as name,
        names.namespace as said_namespace,
        names.name as said_name
    from folds.searched_names as names
    left outer join folds.identities
        on
            names.kind = 'dataset'
            and names.namespace = identities.namespace
            and names.name = identities.name
    where names.kind = $kind
),

-- To compare long texts takes the product of their lengths.
written as (
    select
        namespace,
        name,
        left(lower(said_namespace || ':' || said_name), 200) as node,
        left(lower(said_name), 200) as said_name
    from named
),

compared as (
    select
        namespace,
        name,
        contains(node, $text) or contains($text, node) as is_part,
        jaro_winkler_similarity(node, $text) as of_node,
        jaro_winkler_similarity(said_name, $text) as of_name,
        jaro_winkler_similarity(
            regexp_extract(said_name, '[^./:]+$'), regexp_extract($text, '[^./:]+$')
        ) as of_end
    from written
)

select
    namespace,
    name
from compared
where is_part or greatest(of_node, of_name, of_end) > 0.75
group by namespace, name
order by bool_or(is_part) desc, max(of_node + of_end) desc, namespace, name
limit $limit
