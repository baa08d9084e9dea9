-- How many pairs come from each place, in the order of places; one row a place.
-- degree: number of pairs
-- reads: pairs, places
select count(pairs.near)::uinteger as degree
from places
left outer join pairs on places.number = pairs.near
group by places.place
order by places.place
