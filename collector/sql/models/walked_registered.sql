-- Names that a registry gave to versions which went by the identifier of a tool before; one row a
-- model and identifier.
-- key: namespace, name, model_id
-- reads: names_of_models, registered_models
with

told as (
    select
        models.model_namespace as namespace,
        models.model_name as name,
        said.version,
        said.model ->> '$.modelId' as model_id
    from folds.model_statements as said
    inner join names_of_models as models
        on said.namespace = models.namespace and said.name = models.name
    semi join registered_models as asked
        on models.model_namespace = asked.namespace and models.model_name = asked.name
    where said.version != '' and said.model is not null
)

select
    namespace,
    name,
    model_id,
    min(version) as version
from told
where model_id is not null and version != model_id
group by namespace, name, model_id
having count(distinct version) = 1
