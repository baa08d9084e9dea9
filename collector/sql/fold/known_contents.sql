-- Remembers the lineage facets of the batch that were taken apart.
insert into known_contents
select content
from lineage_facets
