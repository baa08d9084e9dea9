-- What is the table of customers made from, step by step?
with recursive

links as materialized (
    select
        source_namespace,
        source_name,
        target_namespace,
        target_name,
        job_name
    from edges
    where source_kind = 'dataset' and target_kind = 'dataset' and is_current
),

upstream as (
    select
        'duckdb://shop.duckdb' as namespace,
        'shop.main.customers' as name
    union
    select
        links.source_namespace,
        links.source_name
    from upstream
    inner join links
        on upstream.namespace = links.target_namespace and upstream.name = links.target_name
)

select
    links.target_name as dataset,
    links.source_name as made_from,
    links.job_name as by_job
from upstream
inner join links
    on upstream.namespace = links.target_namespace and upstream.name = links.target_name
order by dataset, made_from
