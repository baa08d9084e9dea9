-- Models by name, with what is told of the version that was made last; a page of them.
-- key: namespace, name
-- $namespace: of this namespace alone; of all where null
-- $text: whose name has this in it, in capitals or not; all where null
-- $max_level: whose latest version has this level at most; all where null
-- $min_level: whose latest version has this level at least; all where null
-- $limit: so many at most
-- $offset: after so many
-- total_count: models on all pages
with

listed as (
    select
        models.*,
        levels.level as latest_level
    from models
    left outer join audits.levels
        on
            models.namespace = levels.model_namespace
            and models.name = levels.model_name
            and models.latest_version = levels.model_version
)

select
    *,
    count(*) over () as total_count
from listed
where
    ($namespace::varchar is null or namespace = $namespace)
    and ($text::varchar is null or contains(lower(name), lower($text)))
    and ($min_level::integer is null or latest_level >= $min_level)
    and ($max_level::integer is null or latest_level <= $max_level)
order by namespace, name
limit $limit offset $offset
