-- Runs that have to do with the versions that are asked for, or measured them; one row a run.
-- reads: model_mentions, asked_versions, asked_names, registered_versions
with

versions as (
    select version
    from asked_versions
    union
    select registered.model_id as version
    from registered_versions as registered
    semi join asked_versions using (namespace, name, version)
),

named as (
    select
        asked_names.namespace as model_namespace,
        asked_names.name as model_name,
        versions.version as model_version
    from asked_names
    cross join versions
),

found as (
    select run_id
    from model_mentions
    semi join asked_versions using (namespace, name, version)
    where run_id is not null
    union
    select run_id
    from folds.metrics_parts
    semi join named using (model_namespace, model_name, model_version)
    union
    select run_id
    from folds.metrics_settled
    semi join named using (model_namespace, model_name, model_version)
)

select
    run_id,
    hash(run_id) as unit_number
from found
