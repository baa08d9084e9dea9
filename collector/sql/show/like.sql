-- What is only like a text, the likest first; one row a job or dataset.
-- Parameters: as in nodes.sql.
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset, the one that stands for all its names
with

measured as (
    select
        kind,
        namespace,
        name,
        contains(lower(said_name), lower($text)) as is_part,
        greatest(
            jaro_winkler_similarity(lower(said_name), lower($text)),
            jaro_winkler_similarity(
                lower(regexp_extract(said_name, '[^./:]+$')),
                lower(regexp_extract($text, '[^./:]+$'))
            )
        ) as likeness
    from nodes_named('', kind_wanted := $kind)
)

select
    kind,
    namespace,
    name
from measured
where likeness > 0.7 or is_part
group by kind, namespace, name
order by max(likeness) desc, kind, namespace, name
