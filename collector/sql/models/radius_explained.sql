-- What jobs say by the lineage facet that models of the runs come from; one row a run, model and
-- source.
-- reads: radius_written
with

shown as (
    select
        run_id,
        unnest(pictures) as picture
    from folds.traced_runs
    where
        run_id in (
            select written.run_id
            from radius_written as written
            where written.is_model
        )
),

links as (
    select distinct
        picture,
        target_namespace,
        target_name,
        source_namespace,
        source_name
    from folds.lineage_links
    where origin = 'explicit' and target_kind = 'dataset'
)

select distinct
    shown.run_id,
    links.target_namespace as model_namespace,
    links.target_name as model_name,
    links.source_namespace as namespace,
    links.source_name as name
from shown
inner join links on shown.picture = links.picture
