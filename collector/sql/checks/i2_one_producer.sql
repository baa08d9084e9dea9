-- One run that wrote the version.
-- id: I2
-- severity: critical
-- guards: 1
-- mlflow: let the registry number the versions (`registered_model_name="{model}"`), and never log
-- to a version twice
-- openlineage: send `"version": {"datasetVersion": …}` that no other run has sent; the sha256 of
-- the artifact is a safe one
with

producers as (
    select
        written.namespace,
        written.name,
        written.version,
        runs.run_id,
        runs.parent_run_id
    from model_runs as written
    inner join training_runs as runs on written.run_id = runs.run_id
),

-- A run that contains the one that wrote the version, such as a search, may name it too.
several as (
    select
        producers.namespace,
        producers.name,
        producers.version,
        count(*) as runs
    from producers
    anti join producers as contained
        on
            producers.namespace = contained.namespace
            and producers.name = contained.name
            and producers.version = contained.version
            and producers.run_id = contained.parent_run_id
    group by producers.namespace, producers.name, producers.version
    having count(*) > 1
)

select
    namespace as model_namespace,
    name as model_name,
    version as model_version,
    'failed' as outcome,
    version as subject,
    format(
        'Version {} of {} was written by {} runs; which of them is in use cannot be told.',
        version,
        name,
        runs
    ) as message
from several
