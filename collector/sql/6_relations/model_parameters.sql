-- Hyperparameters of versions of models; one row a version, run and parameter.
-- key: model_namespace, model_name, model_version, run_id, parameter
-- reads: model_runs, traced_facets
-- model_namespace: of the model
-- model_name: of the model
-- model_version: of the model
-- run_id: the run that wrote the version
-- parameter: its key
-- value: as recorded
-- name: for people
-- description: as recorded
with

listed as (
    select
        run_id,
        unnest(from_json(
            value -> '$.parameters',
            '[{
                "key": "VARCHAR", "name": "VARCHAR", "description": "VARCHAR", "value": "VARCHAR"
            }]'
        )) as parameter
    from traced_facets
    semi join model_runs using (run_id)
    where role = 'run' and facet = 'executionParameters'
)

select
    trained.namespace as model_namespace,
    trained.name as model_name,
    trained.version as model_version,
    trained.run_id,
    listed.parameter.key as parameter,
    max(listed.parameter.value) as value,
    max(listed.parameter.name) as name,
    max(listed.parameter.description) as description
from model_runs as trained
inner join listed on trained.run_id = listed.run_id
where listed.parameter.key is not null
group by
    trained.namespace, trained.name, trained.version, trained.run_id, listed.parameter.key
