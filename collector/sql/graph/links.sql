-- The lines as they are shown, by way of the job where there is one; one row an origin and
-- destination.
-- key: origin, destination
-- origin: number of the job or dataset that data comes from
-- destination: number of the job or dataset that it goes to
-- said: what says so, added up, as in lines.sql
-- reads: lines
with

parted as (
    select
        source as origin,
        coalesce(case when source_kind = 'dataset' and target_kind = 'dataset' then job end, target)
            as destination,
        said
    from lines
    union all
    select
        job as origin,
        target as destination,
        said
    from lines
    where source_kind = 'dataset' and target_kind = 'dataset' and job is not null
)

select
    origin,
    destination,
    bit_or(said) as said
from parted
group by origin, destination
