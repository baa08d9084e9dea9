-- What two gathered versions were made from, side by side; one row a dataset.
-- key: namespace, name
-- $before: one version
-- $after: the other
-- change: added, removed, changed (version, rows, schema or role) or same; unknown where a version
-- of the data is not recorded
with

earlier as (
    select * from model_inputs
    where model_version = $before
),

later as (
    select * from model_inputs
    where model_version = $after
)

select
    coalesce(later.namespace, earlier.namespace) as namespace,
    coalesce(later.name, earlier.name) as name,
    case
        when earlier.name is null then 'added'
        when later.name is null then 'removed'
        when
            earlier.version != later.version
            or earlier.row_count != later.row_count
            or earlier.schema_version != later.schema_version
            or coalesce(earlier.role, '') != coalesce(later.role, '')
            or earlier.feeds != later.feeds
            then 'changed'
        when earlier.grade = 'recorded' and later.grade = 'recorded' then 'same'
        else 'unknown'
    end as change,
    coalesce(later.feeds, earlier.feeds) as feeds,
    earlier.role as role_before,
    later.role as role_after,
    earlier.version as version_before,
    later.version as version_after,
    earlier.grade as grade_before,
    later.grade as grade_after,
    earlier.row_count as row_count_before,
    later.row_count as row_count_after,
    earlier.schema_version as schema_before,
    later.schema_version as schema_after
from earlier
full outer join later
    on earlier.namespace = later.namespace and earlier.name = later.name
order by change = 'same', feeds desc, namespace, name
