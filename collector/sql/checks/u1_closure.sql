-- Versions of all data, up to the sources.
-- id: U1
-- severity: major
-- guards: 4
-- mlflow: send lineage from the jobs that make the data (dbt, Airflow, Spark), with versions
-- openlineage: send `version` on the inputs and outputs of all runs that make the data; declare
-- what no job writes in `[audit] sources`
with

fed as (
    select
        inputs.model_namespace,
        inputs.model_name,
        inputs.model_version,
        inputs.name,
        upstream.reads,
        upstream.recorded,
        upstream.inferred,
        upstream.missing,
        upstream.names,
        -- Where the walk ends: at data that no run is known to have written.
        case
            when inputs.written_by is not null then coalesce(upstream.open_names, [])
            when sources.name is null then [inputs.name]
            else []
        end as open_names
    from model_inputs as inputs
    left outer join upstream_reads as upstream on inputs.written_by = upstream.run_id
    left outer join declared_sources as sources
        on inputs.namespace = sources.namespace and inputs.name = sources.name
    where inputs.feeds
),

-- The training data of which most is not recorded; what is upstream of several counts once.
judged as (
    select
        model_namespace,
        model_name,
        model_version,
        arg_max(
            struct_pack(
                name := name,
                reads := reads,
                recorded := recorded,
                inferred := inferred,
                missing := missing,
                names := names
            ),
            struct_pack(broken := reads - recorded, name := name)
        ) filter (recorded < reads) as worst,
        list_sort(list_distinct(flatten(list(open_names))))[:5] as open_names
    from fed
    group by model_namespace, model_name, model_version
)

select
    model_namespace,
    model_name,
    model_version,
    case when worst is null then 'unknown' else 'failed' end as outcome,
    model_version as subject,
    case
        when worst is null
            then format(
                'No run is known that wrote what was read of {}, and it is no declared source.',
                array_to_string(open_names, ', ')
            )
        else format(
            'Of {} reads upstream of {} {} name the version, {} are inferred and {} missing: {}.',
            worst.reads,
            worst.name,
            worst.recorded,
            worst.inferred,
            worst.missing,
            array_to_string(worst.names, ', ')
        )
    end as message
from judged
where worst is not null or len(open_names) > 0
