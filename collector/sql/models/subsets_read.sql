-- The part of a dataset that runs say to have read; one row a run.
-- key: run_id
-- reads: run_facets
-- $namespace, $name: of the dataset
-- condition: of the subset, as JSON
select
    facets.run_id,
    arg_max(facets.value -> '$.inputCondition', facets.stamp)::varchar as condition
from run_facets as facets
left outer join folds.identities
    on facets.namespace = identities.namespace and facets.name = identities.name
where
    facets.role = 'input'
    and facets.facet = 'subset'
    and coalesce(identities.canonical_namespace, facets.namespace) = $namespace
    and coalesce(identities.canonical_name, facets.name) = $name
    and (facets.value -> '$.inputCondition') is not null
group by facets.run_id
