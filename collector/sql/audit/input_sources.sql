-- Datasets that feed models, and everything upstream of them; one row a dataset and source.
-- key: namespace, name, source_namespace, source_name
-- namespace: of the dataset
-- name: of the dataset
-- source_namespace: of a dataset that it comes from; the dataset itself is one of its sources
-- source_name: of that dataset
-- reads: model_inputs, edges
with recursive

flows as materialized (
    select distinct
        source_namespace,
        source_name,
        target_namespace,
        target_name
    from edges
    where source_kind = 'dataset' and target_kind = 'dataset' and is_current
),

sources as (
    select distinct
        namespace,
        name,
        namespace as source_namespace,
        name as source_name
    from model_inputs
    where feeds
    union
    select
        sources.namespace,
        sources.name,
        flows.source_namespace,
        flows.source_name
    from sources
    inner join flows
        on
            sources.source_namespace = flows.target_namespace
            and sources.source_name = flows.target_name
)

select * from sources
