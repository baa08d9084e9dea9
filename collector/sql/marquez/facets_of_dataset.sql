-- The inputFacets and outputFacets of the datasets of a run; one row, or none.
-- Parameter: $asked, a list with the run id.
-- reads: asked_runs, run_facets of asked_runs
-- facets: object of lists: inputs and outputs, each with namespace, name and facets
with

of_datasets as (
    select
        role,
        coalesce(identities.canonical_namespace, run_facets.namespace) as namespace,
        coalesce(identities.canonical_name, run_facets.name) as name,
        '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
    from run_facets
    left outer join folds.identities using (namespace, name)
    where role in ('input', 'output')
    group by
        role,
        coalesce(identities.canonical_namespace, run_facets.namespace),
        coalesce(identities.canonical_name, run_facets.name)
),

listed as (
    select
        role,
        list(
            struct_pack(namespace := namespace, name := name, facets := facets::json)
            order by namespace, name
        ) as datasets
    from of_datasets
    group by role
)

select
    to_json(struct_pack(
        inputs := coalesce(any_value(datasets) filter (role = 'input'), []),
        outputs := coalesce(any_value(datasets) filter (role = 'output'), [])
    )) as facets
from listed
having count(*) > 0
