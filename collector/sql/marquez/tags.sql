-- Tags of jobs, datasets and columns, and those that were described, by name; one row a tag, or one
-- without.
-- Parameters: $name, null for all; $limit and $offset. Lower-case columns are no members of the
-- answer.
-- total_count: tags that match
with

described as (
    select
        value ->> '$.name' as name,
        arg_max_null(value ->> '$.description', last_stamp) as description
    from folds.facet_versions
    where kind = 'dataset' and facet = 'collector_tag'
    group by value ->> '$.name'
),

named as (
    select
        concat_ws(':', key, nullif(value, 'true')) as name,
        null as description
    from tags
    where kind != 'run'
    union all
    select
        name,
        description
    from described
    where name is not null
),

matching as (
    select
        name,
        max(description) as description
    from named
    where $name::varchar is null or name = $name
    group by name
),

counted as (select count(*) as total_count from matching),

page as (
    select * from matching
    order by name
    limit $limit offset $offset
)

select
    counted.total_count,
    page.name as name,
    page.description as description
from counted
left outer join page on true
order by page.name
