-- The schemas of candidates; as folds.facet_versions.
-- reads: column_candidates
select
    facet,
    schema_version,
    value
from folds.facet_versions
where
    facet = 'schema'
    and schema_version in (
        select column_candidates.schema_version from column_candidates
        where not column_candidates.is_linked
    )
