-- Which of some names there are, under the name that stands for each; one row a place in the list.
-- Parameters: $kind (dataset or job), $namespaces and $names: lists of the same length.
-- place: in the list, from 1
-- namespace: of the dataset or job
-- name: of the dataset or job
with

candidates as (
    select
        unnest($namespaces) as namespace,
        unnest($names) as name,
        generate_subscripts($names, 1) as place
),

known as (
    select
        namespace,
        name
    from folds.jobs
    where $kind = 'job' and name in (select candidates.name from candidates)
    union all
    select
        namespace,
        name
    from folds.datasets
    where $kind = 'dataset' and name in (select candidates.name from candidates)
    union all
    select
        source_namespace as namespace,
        source_name as name
    from folds.flows
    where
        source_number in (
            select hash($kind, candidates.namespace, candidates.name) from candidates
        )
    union all
    select
        target_namespace as namespace,
        target_name as name
    from folds.flows
    where
        target_number in (
            select hash($kind, candidates.namespace, candidates.name) from candidates
        )
    union all
    -- Of what static events had said before, there are words and no flows.
    select
        source_namespace as namespace,
        source_name as name
    from folds.lineage_entries
    where source_kind = $kind and source_name in (select candidates.name from candidates)
    union all
    select
        target_namespace as namespace,
        target_name as name
    from folds.lineage_entries
    where target_kind = $kind and target_name in (select candidates.name from candidates)
    union all
    select
        source_namespace as namespace,
        source_name as name
    from folds.renamings
    where $kind = 'dataset'
    union all
    select
        target_namespace as namespace,
        target_name as name
    from folds.renamings
    where $kind = 'dataset'
    union all
    select
        alias_namespace as namespace,
        alias_name as name
    from dataset_aliases
    where $kind = 'dataset' and alias_name in (select candidates.name from candidates)
)

select distinct
    candidates.place,
    coalesce(aliases.namespace, candidates.namespace) as namespace,
    coalesce(aliases.name, candidates.name) as name
from candidates
semi join known on candidates.namespace = known.namespace and candidates.name = known.name
left outer join dataset_aliases as aliases
    on
        candidates.namespace = aliases.alias_namespace
        and candidates.name = aliases.alias_name
        and $kind = 'dataset'
order by candidates.place, namespace, name
