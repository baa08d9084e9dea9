-- The names that jobs had before they had one; one row a namespace.
select distinct
    'job' as kind,
    namespace,
    'unknown' as name
from folds.unnamed_facets
