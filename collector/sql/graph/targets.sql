-- Where pairs lead to, in the order of where they come from; one row a pair.
-- far: place that the pair leads to
-- said: what the pair says beside
-- reads: pairs, places
select
    far.place::uinteger as far,
    pairs.said
from pairs
inner join places as near on pairs.near = near.number
inner join places as far on pairs.far = far.number
order by near.place, far.place
