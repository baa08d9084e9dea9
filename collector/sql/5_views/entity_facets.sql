-- What facets of jobs and datasets say now; one row an entity and facet.
-- Without what users say of tags and findings: of that every word counts, not the latest alone.
-- key: kind, namespace, name, facet
with

-- A job that has no name yet; what was told by runs that have got one since is said of that.
unnamed as (
    select namespace
    from folds.jobs
    where name = 'unknown' and not coalesce(has_runs, false)
    union
    select runs.job.namespace as namespace
    from folds.runs
    where runs.job.name = 'unknown'
),

named as (
    select
        facet_versions.* exclude (namespace, name),
        coalesce(identities.canonical_namespace, facet_versions.namespace) as namespace,
        coalesce(identities.canonical_name, facet_versions.name) as name
    from folds.facet_versions
    left outer join folds.identities
        on
            facet_versions.namespace = identities.namespace
            and facet_versions.name = identities.name
            and facet_versions.kind = 'dataset'
    where facet_versions.facet not in ('collector_tags', 'collector_tag', 'collector_waiver')
),

latest as (
    select
        kind,
        namespace,
        name,
        facet,
        max(last_stamp) as stamp,
        arg_max(value, last_stamp) as value,
        arg_max_null(schema_version, last_stamp) as schema_version,
        arg_max_null(tags, last_stamp) as tags,
        arg_max(is_deleted, last_stamp) as is_deleted
    from named
    group by kind, namespace, name, facet
)

select
    kind,
    namespace,
    name,
    facet,
    stamp,
    make_timestamp(nullif(stamp >> 64, 0)::bigint) as event_time,
    value,
    schema_version,
    tags
from latest
where
    not is_deleted
    and (kind != 'job' or name != 'unknown' or namespace in (select unnamed.namespace from unnamed))
