-- What changed in the columns of a dataset from one version to a later one; one row a column.
-- Parameters: $namespace and $name; $earlier and $later: when the versions came to be; $earlier_run
-- and $later_run: the runs that wrote them, or null.
-- field: the column; one in another as a path
-- change: added, removed or retyped
-- old_type: type in the earlier version; null for an added column
-- new_type: type in the later version; null for a removed column
with

changes as (
    select
        field,
        first(change order by changed_at) as first_change,
        first(old_type order by changed_at) as old_type,
        last(change order by changed_at) as last_change,
        last(new_type order by changed_at) as new_type
    from schema_changes
    where
        namespace = $namespace
        and name = $name
        -- A run may tell the schema before the event that makes the version.
        and run_id is distinct from $earlier_run
        and (
            run_id = $later_run
            or changed_at between $earlier::timestamp and $later::timestamp
        )
    group by field
)

select
    field,
    case
        when first_change = 'added' then 'added'
        when last_change = 'removed' then 'removed'
        else 'retyped'
    end as change,
    old_type,
    new_type
from changes
where
    not (first_change = 'added' and last_change = 'removed')
    and (
        first_change = 'added'
        or last_change = 'removed'
        or old_type is distinct from new_type
    )
order by field
