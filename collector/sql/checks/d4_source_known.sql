-- A place where the training data is, and where it comes from.
-- id: D4
-- severity: critical
-- guards: 2
-- mlflow: name the source: `mlflow.data.from_pandas(df, source="s3://…", name=…)`
-- openlineage: name the dataset by its place (`"namespace": "s3://bucket", "name": "path"`);
-- declare what no job writes in `[audit] sources`
with

judged as (
    select
        inputs.*,
        written.name is not null as is_written,
        contains(inputs.name, '--UNKNOWN--') or contains(inputs.namespace, '--UNKNOWN--')
            as is_unnamed,
        coalesce(inputs.source_type = 'code', false) as is_code
    from model_inputs as inputs
    left outer join (
        select distinct
            namespace,
            name
        from dataset_writes
    ) as written
        on inputs.namespace = written.namespace and inputs.name = written.name
    anti join declared_sources as sources
        on inputs.namespace = sources.namespace and inputs.name = sources.name
    where inputs.feeds
)

select
    model_namespace,
    model_name,
    model_version,
    case when is_unnamed or is_code then 'failed' else 'unknown' end as outcome,
    concat_ws(':', namespace, name) as subject,
    case
        when is_unnamed or is_code
            then format('{} comes out of code: no table or file is known that holds it.', name)
        else format('No run is known that wrote {}, and it is not declared to be a source.', name)
    end as message
from judged
where is_unnamed or not is_written
