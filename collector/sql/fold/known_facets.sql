-- Remembers the facets of the batch whose values are stored now.
insert into known_facets
select distinct number
from event_facets
where
    number not in (
        select known_facets.known
        from known_facets
        where known_facets.known in (select told.number from event_facets as told)
    )
