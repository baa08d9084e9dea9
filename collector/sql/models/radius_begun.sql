-- Runs that read the version a walk begins at, or any of it where none is meant; one row a run.
-- key: run_id
-- reads: walked_listings, walked_links, radius_writers
-- $namespace, $name: of the dataset
-- $version: that is meant; null for any
select
    run_id,
    min(weakness) as weakness
from (
    select
        run_id,
        0 as weakness
    from walked_listings
    where
        role = 'input'
        and namespace = $namespace
        and name = $name
        and coalesce(version = $version, $version is null)
    union all
    select
        links.reader as run_id,
        links.weakness
    from walked_links as links
    semi join radius_writers as writers on links.run_id = writers.run_id
    -- Who names a version is found by that: the run may have written several.
    where links.namespace = $namespace and links.name = $name and links.weakness > 0
) as readers
group by run_id
