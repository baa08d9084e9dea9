-- Which columns came, went or got another type?
select
    name as dataset,
    field,
    change,
    old_type,
    new_type
from schema_changes
order by changed_at, dataset, field
