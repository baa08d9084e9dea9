-- A place where the training data is, and where it comes from.
-- id: D4
-- severity: critical
-- guards: 2
-- mlflow: name the source: `mlflow.data.from_pandas(df, source=..., name=...)`
-- openlineage: name the dataset by its place; declare what nobody writes in `[audit] sources`
with

unresolved as (
    select
        inputs.*,
        coalesce(inputs.source_type = 'code', false)
        or contains(inputs.name, '--UNKNOWN--')
        or contains(inputs.namespace, '--UNKNOWN--') as is_nowhere
    from model_inputs as inputs
    anti join (
        select distinct
            namespace,
            name
        from run_outputs
    ) as written
        on inputs.namespace = written.namespace and inputs.name = written.name
    anti join audit_sources as sources
        on concat_ws(':', inputs.namespace, inputs.name) similar to sources.pattern
    where inputs.feeds
)

select
    model_namespace,
    model_name,
    model_version,
    case when is_nowhere then 'failed' else 'unknown' end as outcome,
    concat_ws(':', namespace, name) as subject,
    case
        when is_nowhere
            then format('{} comes out of code: no table or file is known that holds it.', name)
        else format('No run is known that wrote {}, and it is not declared to be a source.', name)
    end as message
from unresolved
