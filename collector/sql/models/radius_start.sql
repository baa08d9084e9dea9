-- The versions of the model that a walk begins at; one row a version.
-- reads: models_said, registered_versions
-- $namespace, $name: of the model
-- $version: the only one that is meant; null for all of them
with

said as (
    select
        run_id,
        namespace,
        name,
        coalesce(version, run_id) as version,
        role
    from models_said
    where namespace = $namespace and name = $name
),

named as (
    select
        said.namespace,
        said.name,
        coalesce(registered.version, said.version) as version,
        max(said.run_id) filter (said.role = 'output') as run_id
    from said
    left outer join registered_versions as registered
        on
            said.namespace = registered.namespace
            and said.name = registered.name
            and said.version = registered.model_id
    where said.version is not null
    group by said.namespace, said.name, coalesce(registered.version, said.version)
)

select
    named.namespace,
    named.name,
    named.version,
    named.run_id,
    0 as hops,
    null::varchar as via_namespace,
    null::varchar as via_name,
    null::varchar as via_version,
    null::varchar as read_version,
    null::varchar as job_namespace,
    null::varchar as job_name,
    'recorded' as grade,
    false as is_possible
from named
where coalesce($version = named.version, true)
