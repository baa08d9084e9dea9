-- What facets say of runs that write or read models, as far as it tells how a model was made; one
-- row a run, role, dataset and facet.
-- key: run_id, role, namespace, name, facet
-- reads: run_facets, traced_runs
select run_facets.*
from run_facets
semi join traced_runs using (run_id)
where
    run_facets.facet in (
        'executionParameters',
        'collector_environment',
        'collector_reproducibility',
        'collector_datasetRole'
    )
