-- Events whose body is there more than once, not counting the first; one row.
select (count(*) - count(distinct digest))::bigint as duplicate_count
from events
