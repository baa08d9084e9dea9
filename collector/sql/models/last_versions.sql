-- The versions of the gathered model that were told of last; one row a version.
-- Parameters: $limit, so many at most.
select version
from model_mentions
group by version
order by max(event_time) desc nulls last, version
limit $limit
