-- Versions that a registry says to be of a run, where no run wrote them; one row a version.
-- reads: model_statements, written_statements, names_of_models
with

said as (
    select distinct
        names.model_namespace as namespace,
        names.model_name as name,
        told.version,
        told.source_run_id as run_id
    from model_statements as told
    inner join names_of_models as names
        on told.namespace = names.namespace and told.name = names.name
    where told.source_run_id is not null and told.version != ''
),

written as (
    select
        names.model_namespace as namespace,
        names.model_name as name,
        told.version
    from written_statements as told
    inner join names_of_models as names
        on told.namespace = names.namespace and told.name = names.name
    where
        told.role = 'output'
        and told.run_id != ''
        and told.version in (select said.version from said)
)

select * from said
anti join written using (namespace, name, version)
