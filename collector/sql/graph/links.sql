-- The lines as they are shown, by way of the job where there is one; one row an origin and
-- destination.
-- key: origin, destination
-- origin: number of the job or dataset that data comes from
-- destination: number of the job or dataset that it goes to
-- said: what says so, added up: 1 explicit, 2 column, 4 product, 8 boundary
-- reads: lines
with

parted as (
    select
        source as origin,
        coalesce(case when source_kind = 'dataset' and target_kind = 'dataset' then job end, target)
            as destination,
        lines.origin as said
    from lines
    union all
    select
        job as origin,
        target as destination,
        lines.origin as said
    from lines
    where source_kind = 'dataset' and target_kind = 'dataset' and job is not null
)

select
    origin,
    destination,
    bit_or(
        case said when 'explicit' then 1 when 'column' then 2 when 'product' then 4 else 8 end
    )::utinyint as said
from parted
group by origin, destination
