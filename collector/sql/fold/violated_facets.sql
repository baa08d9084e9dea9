-- Pointers into the facets of a batch that their schemas refuse.
select
    seq,
    pointer
from violations
where seq > $after and seq <= $last and layer = 'facets' and facet is not null
