-- What lineage facets say of the runs; the pictures are those that the runs show.
-- reads: traced_runs
with

shown as (
    select distinct unnest(pictures) as picture
    from traced_runs
)

select *
from folds.lineage_links
semi join shown using (picture)
