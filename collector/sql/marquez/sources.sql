-- Sources as Marquez tells of them, by name; one row a source, or one without.
-- The type is the scheme of the address.
-- Parameters: $name, null for all; $limit and $offset. Lower-case columns are no members of the
-- answer.
-- reads: source_names
-- total_count: sources that match
with

matching as (
    select * from source_names
    where $name::varchar is null or name = $name
),

counted as (select count(*) as total_count from matching),

page as (
    select
        *,
        upper(regexp_extract(uri, '^(?:jdbc:)?([A-Za-z][A-Za-z0-9+.-]*):', 1)) as scheme
    from matching
    order by name
    limit $limit offset $offset
)

select
    counted.total_count,
    case page.scheme
        when '' then 'UNKNOWN'
        when 'POSTGRES' then 'POSTGRESQL'
        when 'S3A' then 'S3'
        when 'S3N' then 'S3'
        else page.scheme
    end as type,
    page.name as name,
    page.first_seen as "createdAt",
    page.last_seen as "updatedAt",
    page.uri as "connectionUrl",
    null as description
from counted
left outer join page on true
order by page.name
