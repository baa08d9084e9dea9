-- Versions of the gathered model, the one that was made last first; a page of them.
-- key: model_version
-- $max_level: of this level at most; all where null
-- $min_level: of this level at least; all where null
-- $finding: in which this check has found something; all where null
-- $limit: so many at most
-- $offset: after so many
-- aliases: list of those that it holds now
-- is_served: a deployment serves it now
-- total_count: versions on all pages
with

held as (
    select
        model_version,
        list_sort(list(alias)) as aliases
    from model_aliases
    where held_until is null
    group by model_version
),

served as (
    select distinct model_version
    from deployments
    where is_current and model_version is not null
),

found as (
    select distinct findings.model_version
    from audits.findings
    semi join asked_models as asked
        on findings.model_namespace = asked.namespace and findings.model_name = asked.name
    where findings.check_id = $finding
)

select
    versions.*,
    coalesce(held.aliases, []) as aliases,
    served.model_version is not null as is_served,
    count(*) over () as total_count
from model_versions as versions
left outer join held on versions.model_version = held.model_version
left outer join served on versions.model_version = served.model_version
where
    ($min_level::integer is null or versions.level >= $min_level)
    and ($max_level::integer is null or versions.level <= $max_level)
    and (
        $finding::varchar is null
        or versions.model_version in (select found.model_version from found)
    )
order by versions.created_at desc nulls last, versions.model_version desc
limit $limit offset $offset
