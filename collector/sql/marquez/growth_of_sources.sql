-- How many sources were known at some times; one row.
-- Parameter: $bounds, a list of times.
-- reads: source_names
-- counts: list of counts in their order
with

bounds as (
    select
        unnest($bounds::timestamp[]) as bound,
        generate_subscripts($bounds::timestamp[], 1) as place
),

counted as (
    select
        bounds.place,
        count(seen.first_seen) as seen_count
    from bounds
    left outer join source_names as seen on bounds.bound > seen.first_seen
    group by bounds.place
)

select list(seen_count order by place) as counts
from counted
