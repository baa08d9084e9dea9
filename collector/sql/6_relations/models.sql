-- Machine-learning models; one row a model.
-- key: namespace, name
-- reads: model_names, model_versions, entity_facets
-- namespace: of the model
-- name: of the model, the one that stands for all its names
-- flavour: subType of its datasetType, such as sklearn or onnx
-- description: what its documentation says
-- is_guessed: only the kind of file that a training wrote says that it is a model
-- version_count: versions that are known
-- latest_version: the one that was made last
-- latest_created_at: when that was
-- first_seen: time of the first event that says something of it as a model
-- last_seen: time of the last one
with

documented as (
    select
        namespace,
        name,
        nullif(value ->> '$.description', '') as description
    from entity_facets
    where kind = 'dataset' and facet = 'documentation'
),

made as (
    select
        model_namespace,
        model_name,
        count(*) as version_count,
        max(created_at) as latest_created_at,
        arg_max(model_version, struct_pack(at := created_at, version := model_version))
            as latest_version
    from model_versions
    group by model_namespace, model_name
)

select
    names.namespace,
    names.name,
    names.flavour,
    documented.description,
    names.is_guessed,
    coalesce(made.version_count, 0) as version_count,
    made.latest_version,
    made.latest_created_at,
    names.first_seen,
    names.last_seen
from model_names as names
left outer join made
    on names.namespace = made.model_namespace and names.name = made.model_name
left outer join documented
    on names.namespace = documented.namespace and names.name = documented.name
