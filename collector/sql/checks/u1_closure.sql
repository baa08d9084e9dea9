-- Versions of all data, up to the sources.
-- id: U1
-- severity: major
-- guards: 4
-- mlflow: send lineage from the jobs that make the data (dbt, Airflow, Spark), with versions
-- openlineage: send `version` on the inputs and outputs of all runs that make the data; declare
-- what no job writes in `[audit] sources`
with

-- Where the walk ends: at data that no run is known to have written.
ends as (
    select
        reads.*,
        reads.written_by is null and sources.name is null as is_open
    from upstream_reads as reads
    left outer join declared_sources as sources
        on reads.namespace = sources.namespace and reads.name = sources.name
),

walked as (
    select
        model_namespace,
        model_name,
        model_version,
        count(*) filter (distance > 0) as reads,
        count(*) filter (distance > 0 and grade = 'recorded') as recorded,
        count(*) filter (distance > 0 and grade = 'inferred') as inferred,
        count(*) filter (distance > 0 and grade = 'missing') as missing,
        list_sort(list(distinct name) filter (distance > 0 and grade != 'recorded'))[:5] as names,
        list_sort(list(distinct name) filter (is_open))[:5] as open_names
    from ends
    group by model_namespace, model_name, model_version
)

select
    model_namespace,
    model_name,
    model_version,
    case when recorded < reads then 'failed' else 'unknown' end as outcome,
    model_version as subject,
    case
        when recorded < reads
            then format(
                'Of {} reads upstream {} name the version, {} are inferred and {} missing: {}.',
                reads,
                recorded,
                inferred,
                missing,
                array_to_string(names, ', ')
            )
        else format(
            'No run is known that wrote what was read of {}, which is not declared to be a source.',
            array_to_string(open_names, ', ')
        )
    end as message
from walked
where recorded < reads or len(open_names) > 0
