-- The job or dataset that each place is of, in the order of places; one row a place.
-- node: its place among jobs and datasets
-- reads: places
select nodes.place::uinteger as node
from places
inner join places as nodes on places.node = nodes.number
order by places.place
