-- What facets say now; one row a thing and facet.
-- key: kind, namespace, name, run_id, facet
-- kind: job, dataset, run, input or output (of a run)
-- namespace: of the job or dataset; null for a run
-- name: of the job or dataset; null for a run
-- run_id: the run; null for a job or dataset
-- facet: key of the facet
-- value: the facet as JSON
-- event_time: time of the latest event that says so
select
    kind,
    namespace,
    name,
    null as run_id,
    facet,
    value,
    event_time
from folds.entity_facets
union all
select
    run_facets.role as kind,
    case
        when run_facets.role != 'run'
            then coalesce(identities.canonical_namespace, run_facets.namespace)
    end as namespace,
    case
        when run_facets.role != 'run' then coalesce(identities.canonical_name, run_facets.name)
    end as name,
    run_facets.run_id,
    run_facets.facet,
    run_facets.value,
    make_timestamp(nullif(run_facets.stamp >> 64, 0)::bigint) as event_time
from folds.run_facets
left outer join folds.identities
    on run_facets.namespace = identities.namespace and run_facets.name = identities.name
