-- The version of the gathered model that a text names; one row, or none.
-- Parameters: $version: its name, else what its tool calls it, else an alias that it holds now.
with

named as (
    select
        version,
        1 as rank
    from model_mentions
    where version = $version
    union
    select
        version,
        2 as rank
    from model_mentions
    where (model ->> '$.modelId') = $version
    union
    select
        model_version as version,
        3 as rank
    from model_aliases
    where alias = $version and held_until is null
)

select version
from named
order by rank, version
limit 1
