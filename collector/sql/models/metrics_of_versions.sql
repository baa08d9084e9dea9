-- What was measured by runs that have to do with the versions that are asked for, or of these.
-- reads: model_mentions, asked_versions, asked_names
with

near as (
    select run_id
    from model_mentions
    semi join asked_versions using (namespace, name, version)
)

select *
from folds.metrics
where
    run_id in (select near.run_id from near)
    or exists (
        select asked_names.name
        from asked_names
        where
            asked_names.namespace = metrics.model_namespace
            and asked_names.name = metrics.model_name
            and metrics.model_version in (select asked_versions.version from asked_versions)
    )
