-- What runs list of the datasets that a walk may come to, as far as a walk asks.
-- reads: within
with

names as (
    select
        namespace,
        name
    from within
    union
    select
        identities.namespace,
        identities.name
    from folds.identities
    semi join within
        on
            identities.canonical_namespace = within.namespace
            and identities.canonical_name = within.name
)

select
    listed.run_id,
    listed.role,
    listed.namespace,
    listed.name,
    listed.version,
    listed.version_stamp,
    listed.last_stamp
from folds.run_datasets as listed
semi join names using (namespace, name)
where listed.role in ('input', 'output')
