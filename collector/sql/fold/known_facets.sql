-- Remembers the facets of the batch whose values are stored now.
insert into known_facets
select distinct hash(kind, namespace, name, facet, content)
from event_facets
