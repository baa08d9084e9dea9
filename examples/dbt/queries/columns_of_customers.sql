-- Which columns of the raw tables end up in each column of `customers`?
with recursive

links as materialized (
    select
        source_namespace,
        source_name,
        source_field,
        target_namespace,
        target_name,
        target_field
    from column_edges
    where is_current
),

behind as (
    select
        target_field as field,
        source_namespace,
        source_name,
        source_field
    from links
    where target_namespace = 'duckdb://shop.duckdb' and target_name = 'shop.main.customers'
    union
    select
        behind.field,
        links.source_namespace,
        links.source_name,
        links.source_field
    from behind
    inner join links
        on
            behind.source_namespace = links.target_namespace
            and behind.source_name = links.target_name
            and behind.source_field = links.target_field
)

select
    field,
    string_agg(source_name || '.' || source_field, ', ' order by source_field) as comes_from
from behind
where source_name like 'shop.main.raw_%'
group by field
order by field
