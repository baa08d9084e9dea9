-- Documentation, owners and tags of the gathered models; one row a facet.
-- key: facet
-- reads: described
select *
from described
