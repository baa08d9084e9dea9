-- The payments are late: what is behind with them, whose is it, and which dashboards show it?
with recursive

links as materialized (
    select
        source_namespace,
        source_name,
        target_namespace,
        target_name
    from edges
    where source_kind = 'dataset' and target_kind = 'dataset' and is_current
),

downstream as (
    select
        'duckdb://shop.duckdb' as namespace,
        'shop.main.raw_payments' as name
    union
    select
        links.target_namespace,
        links.target_name
    from downstream
    inner join links
        on downstream.namespace = links.source_namespace and downstream.name = links.source_name
)

select
    downstream.name as dataset,
    owners.owner,
    facets.value ->> '$.exposures[*].name' as dashboards
from downstream
left outer join owners
    on
        owners.kind = 'dataset'
        and downstream.namespace = owners.namespace
        and downstream.name = owners.name
left outer join facets
    on
        facets.kind = 'dataset'
        and facets.facet = 'dbt_exposures'
        and downstream.namespace = facets.namespace
        and downstream.name = facets.name
where downstream.name <> 'shop.main.raw_payments'
order by dataset
