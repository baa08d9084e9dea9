-- Names that registries gave to versions which went by the identifier of a tool before; one row a
-- model and identifier. An identifier that was registered several times is a version of its own.
-- key: namespace, name, model_id
-- reads: model_statements, identities
with

said as (
    select
        coalesce(identities.canonical_namespace, statements.namespace) as namespace,
        coalesce(identities.canonical_name, statements.name) as name,
        statements.model ->> '$.modelId' as model_id,
        statements.version
    from model_statements as statements
    left outer join identities
        on statements.namespace = identities.namespace and statements.name = identities.name
    where statements.version != '' and statements.model is not null
)

select
    namespace,
    name,
    model_id,
    min(version) as version
from said
where model_id is not null and version != model_id
group by namespace, name, model_id
having count(distinct version) = 1
