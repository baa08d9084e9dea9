-- Which tests failed when they last ran?
select
    name as dataset,
    field,
    check_name,
    severity,
    expected,
    actual
from data_quality
where kind = 'assertion'
qualify
    row_number() over (
        partition by namespace, name, check_name, assertion, field order by event_time desc
    ) = 1
    and status = 'fail'
order by dataset, check_name
