-- What was said of versions of models; one row a model, version, run, role and moment.
-- A version that nobody named is named by the run that wrote it. A version that is named by the
-- identifier of the tool, and once more by a registry, goes by the name that the registry gave.
-- key: namespace, name, version, run_id, role, stamp
-- reads: model_statements, identities, model_names, traced_listings
with

statements as (
    select
        coalesce(identities.canonical_namespace, said.namespace) as namespace,
        coalesce(identities.canonical_name, said.name) as name,
        nullif(said.version, '') as version,
        nullif(said.run_id, '') as run_id,
        said.role,
        said.stamp,
        said.event_time,
        said.model,
        said.bases,
        said.model ->> '$.modelId' as model_id
    from model_statements as said
    left outer join identities
        on said.namespace = identities.namespace and said.name = identities.name
),

-- Runs may name the version of what they wrote later than they list it.
named as (
    select
        *,
        max(version) over (partition by namespace, name, run_id, role) is not null as is_named
    from statements
),

told as (
    select
        namespace,
        name,
        coalesce(version, run_id) as version,
        version is not null as is_recorded,
        run_id,
        role,
        stamp,
        event_time,
        model,
        bases,
        model_id
    from named
    where version is not null or (role = 'output' and not is_named)
    union all by name
    select
        listed.namespace,
        listed.name,
        listed.version,
        true as is_recorded,
        listed.run_id,
        'input' as role,
        listed.last_seen as event_time
    from traced_listings as listed
    semi join model_names as models
        on listed.namespace = models.namespace and listed.name = models.name
    where listed.role = 'input' and listed.version is not null
),

registered as (
    select
        namespace,
        name,
        model_id,
        min(version) as version
    from told
    where model_id is not null and version != model_id and is_recorded
    group by namespace, name, model_id
    having count(distinct version) = 1
)

select
    told.namespace,
    told.name,
    coalesce(registered.version, told.version) as version,
    told.is_recorded,
    told.run_id,
    told.role,
    told.stamp,
    told.event_time,
    told.model,
    told.bases
from told
left outer join registered
    on
        told.namespace = registered.namespace
        and told.name = registered.name
        and told.version = registered.model_id
