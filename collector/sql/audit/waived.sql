-- What a waiver is about; one row.
-- Parameters: $namespace and $name, any of the model; $version, as recorded or an alias that it
-- holds now; and $check_id.
-- is_check: there is such a check
-- namespace: that stands for the model
-- name: that stands for the model
-- version: of the model; null where there is none
-- said_at: time of the last word on it
with

named as (
    select
        coalesce(any_value(canonical_namespace), $namespace) as namespace,
        coalesce(any_value(canonical_name), $name) as name
    from folds.identities
    where namespace = $namespace and name = $name
),

version as (
    select
        versions.model_version as version,
        1 as rank
    from model_versions as versions
    inner join named
        on versions.model_namespace = named.namespace and versions.model_name = named.name
    where versions.model_version = $version
    union all
    select
        aliases.model_version as version,
        2 as rank
    from model_aliases as aliases
    inner join named
        on aliases.model_namespace = named.namespace and aliases.model_name = named.name
    where aliases.alias = $version and aliases.held_until is null
),

meant as (
    select arg_min(version, rank) as version
    from version
),

known as (
    select count(*) > 0 as is_check
    from audits.checks
    where checks.check_id = $check_id
),

words as (
    select max(said.stamp) as stamp
    from folds.waivers as said
    left outer join folds.identities
        on said.namespace = identities.namespace and said.name = identities.name
    inner join named
        on
            coalesce(identities.canonical_namespace, said.namespace) = named.namespace
            and coalesce(identities.canonical_name, said.name) = named.name
    inner join meant on said.version = meant.version
    where said.check_id = $check_id
)

select
    known.is_check,
    named.namespace,
    named.name,
    meant.version,
    make_timestamp(nullif(words.stamp >> 64, 0)::bigint) as said_at
from named
cross join meant
cross join words
cross join known
