-- What was said of versions of models; one row a model, version, run, role and moment.
-- A version that nobody named is named by the run that wrote it. A version that is named by the
-- identifier of the tool, and once more by a registry, goes by the name that the registry gave.
-- key: namespace, name, version, run_id, role, stamp
-- reads: model_statements, identities, model_names, traced_listings, registered_versions
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
        said.bases
    from model_statements as said
    left outer join identities
        on said.namespace = identities.namespace and said.name = identities.name
),

-- That a dataset is a model is true of it wherever it is listed.
listed as (
    select
        listings.namespace,
        listings.name,
        listings.version,
        listings.run_id,
        listings.role,
        listings.last_seen as event_time
    from traced_listings as listings
    semi join model_names as models
        on listings.namespace = models.namespace and listings.name = models.name
),

-- What runs list no more, of those that tell all in each event, they did not write.
kept as (
    select * from statements
    where role != 'output' or run_id is null
    union all
    select * from statements
    semi join (
        select
            run_id,
            namespace,
            name
        from listed
        where role = 'output'
    ) as written using (run_id, namespace, name)
    where role = 'output'
    union all by name
    select * from listed
),

-- Runs may name the version of what they wrote later than they list it.
named as (
    select
        *,
        max(version) over (partition by namespace, name, run_id, role) is not null as is_named
    from kept
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
        bases
    from named
    where version is not null or (role = 'output' and run_id is not null and not is_named)
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
left outer join registered_versions as registered
    on
        told.namespace = registered.namespace
        and told.name = registered.name
        and told.version = registered.model_id
