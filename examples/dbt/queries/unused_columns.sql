-- Which columns of the raw tables does no model read?
select
    name as dataset,
    field,
    type
from dataset_fields as fields
where
    name like 'shop.main.raw_%'
    and not exists (
        select 1
        from column_edges as edges
        where
            edges.is_current
            and fields.namespace = edges.source_namespace
            and fields.name = edges.source_name
            and fields.field = edges.source_field
    )
order by dataset, ordinal
