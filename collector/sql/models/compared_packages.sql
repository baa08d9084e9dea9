-- Libraries of the runs that wrote two gathered versions, where they differ; one row a library.
-- key: name
-- $before: one version
-- $after: the other
with

listed as (
    select
        versions.model_version,
        unnest(from_json(
            runs.environment -> '$.packages', '[{"name": "VARCHAR", "version": "VARCHAR"}]'
        )) as package
    from model_versions as versions
    inner join traced_runs as runs on versions.run_id = runs.run_id
),

earlier as (
    select
        package.name as name,
        max(package.version) as version
    from listed
    where model_version = $before
    group by package.name
),

later as (
    select
        package.name as name,
        max(package.version) as version
    from listed
    where model_version = $after
    group by package.name
)

select
    coalesce(later.name, earlier.name) as name,
    earlier.version as before,
    later.version as after
from earlier
full outer join later on earlier.name = later.name
where earlier.version is distinct from later.version
order by name
