-- Hyperparameters of versions of models; one row a version, run and parameter.
-- key: model_namespace, model_name, model_version, run_id, parameter
-- reads: model_runs, traced_runs
-- model_namespace: of the model
-- model_name: of the model
-- model_version: of the model
-- run_id: the run that wrote the version
-- parameter: its key
-- value: as recorded; *** where its key says that it is a secret
-- name: for people
-- description: as recorded
with

listed as (
    select
        run_id,
        unnest(parameters) as parameter
    from traced_runs
    semi join model_runs using (run_id)
)

select
    trained.namespace as model_namespace,
    trained.name as model_name,
    trained.version as model_version,
    trained.run_id,
    listed.parameter.key as parameter,
    case
        when
            regexp_matches(
                lower(listed.parameter.key),
                '(^|[^a-z])(password|passwd|pwd|secret|token|credentials?)([^a-z]|$)'
                || '|(api|access|private)[_-]?key'
            )
            then '***'
        else max(listed.parameter.value)
    end as value,
    max(listed.parameter.name) as name,
    max(listed.parameter.description) as description
from model_runs as trained
inner join listed on trained.run_id = listed.run_id
where listed.parameter.key is not null
group by
    trained.namespace, trained.name, trained.version, trained.run_id, listed.parameter.key
