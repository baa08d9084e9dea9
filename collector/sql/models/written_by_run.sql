-- What a run wrote, under the names that stand for the datasets; one row a dataset.
-- key: namespace, name
-- $run_id: the run
select distinct
    coalesce(identities.canonical_namespace, listed.namespace) as namespace,
    coalesce(identities.canonical_name, listed.name) as name
from folds.run_datasets as listed
left outer join folds.identities
    on listed.namespace = identities.namespace and listed.name = identities.name
where listed.run_id = $run_id and listed.role = 'output'
