-- The names that what a walk read goes by; one row a name.
-- reads: walked_reads
with

reads as (
    select distinct
        namespace,
        name
    from walked_reads
)

from reads
union
select
    identities.namespace,
    identities.name
from folds.identities
semi join reads
    on
        identities.canonical_namespace = reads.namespace
        and identities.canonical_name = reads.name
