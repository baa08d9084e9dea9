-- Whole days of receipt before $before_day that still have events; one row a day, oldest first.
select
    received_at::date as day,
    count(*) as row_count,
    sum(size)::bigint as byte_count,
    max(seq) as last_seq
from events
where received_at < $before_day
group by received_at::date
order by day
