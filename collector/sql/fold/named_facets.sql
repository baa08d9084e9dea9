-- What runs told of their job before it had its name, as parts of `facet_versions` under its name.
-- A run that has named several jobs has told it of each: which one it meant, nothing says, and a
-- name that comes later takes nothing back.
-- reads: unnamed_facets, runs, facet_versions
with

called as (
    select
        run_id,
        unnest(jobs) as job
    from runs
    where least_job = 0 and greatest_job > 0
),

named as (
    select distinct
        run_id,
        job.namespace as namespace,
        job.name as name
    from called
    where job.namespace is not null and job.name != 'unknown'
)

select
    versions.kind,
    named.namespace,
    named.name,
    versions.facet,
    versions.content,
    unnamed_facets.first_stamp,
    unnamed_facets.last_stamp,
    unnamed_facets.run_id as first_run_id,
    versions.schema_version,
    versions.is_deleted,
    versions.value,
    versions.words,
    versions.small_words,
    versions.tags
from unnamed_facets
inner join named on unnamed_facets.run_id = named.run_id
inner join facet_versions as versions
    on
        versions.kind = 'job'
        and versions.name = 'unknown'
        and unnamed_facets.namespace = versions.namespace
        and unnamed_facets.facet = versions.facet
        and unnamed_facets.content = versions.content
