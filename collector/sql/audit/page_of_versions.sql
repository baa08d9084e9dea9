-- Versions that were audited, by model and version; a page of them.
-- Also models of which no version is known, where a check found something: of level 0.
-- key: namespace, name, version
-- $namespace: of this namespace; all where null
-- $name: of this model; all where null
-- $version: this version, or that which holds this alias now; all where null
-- $min_level: of this level at least; all where null
-- $max_level: of this level at most; all where null
-- $check_id: in which this check has found something; all where null
-- $severity: in which something of this severity was found; all where null
-- $limit: so many at most
-- $offset: after so many
-- total_count: versions on all pages
-- reads: levels, findings, checks
with

named as (
    select distinct
        canonical_namespace,
        canonical_name
    from folds.identities
    where namespace = $namespace and name = $name
),

audited as (
    select
        model_namespace as namespace,
        model_name as name,
        model_version as version,
        level
    from levels
    union all
    select distinct
        model_namespace as namespace,
        model_name as name,
        null as version,
        0 as level
    from findings
    where model_version is null
),

found as (
    select distinct
        findings.model_namespace as namespace,
        findings.model_name as name,
        findings.model_version as version
    from findings
    inner join checks on findings.check_id = checks.check_id
    where
        ($check_id::varchar is not null or $severity::varchar is not null)
        and ($check_id::varchar is null or findings.check_id = $check_id)
        and ($severity::varchar is null or checks.severity = $severity)
),

aliased as (
    select
        model_namespace as namespace,
        model_name as name,
        model_version as version
    from model_aliases
    where alias = $version and held_until is null
)

select
    audited.namespace,
    audited.name,
    audited.version,
    audited.level,
    count(*) over () as total_count
from audited
left outer join named
    on
        audited.namespace = named.canonical_namespace
        and audited.name = named.canonical_name
left outer join found
    on
        audited.namespace = found.namespace
        and audited.name = found.name
        and audited.version is not distinct from found.version
left outer join aliased
    on
        audited.namespace = aliased.namespace
        and audited.name = aliased.name
        and audited.version = aliased.version
where
    (
        $namespace::varchar is null
        or audited.namespace = $namespace
        or named.canonical_name is not null
    )
    and ($name::varchar is null or audited.name = $name or named.canonical_name is not null)
    and ($version::varchar is null or audited.version = $version or aliased.version is not null)
    and ($min_level::integer is null or audited.level >= $min_level)
    and ($max_level::integer is null or audited.level <= $max_level)
    and (($check_id::varchar is null and $severity::varchar is null) or found.name is not null)
order by audited.namespace, audited.name, audited.version nulls first
limit $limit offset $offset
