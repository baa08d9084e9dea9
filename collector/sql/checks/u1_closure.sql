-- Versions of all data, up to the sources.
-- id: U1
-- severity: major
-- guards: 4
-- mlflow: send lineage from the jobs that make the data, with versions
-- openlineage: send `version` on the inputs and outputs of all runs that make the data
with

broken as (
    select
        model_namespace,
        model_name,
        model_version,
        count(*) as edges,
        count(*) filter (grade = 'inferred') as inferred,
        count(*) filter (grade = 'missing') as missing,
        list_sort(list(distinct name) filter (grade != 'recorded'))[:5] as names
    from upstream_reads
    where distance > 0
    group by model_namespace, model_name, model_version
)

select
    model_namespace,
    model_name,
    model_version,
    'failed' as outcome,
    model_version as subject,
    format(
        'Of {} reads upstream {} are inferred and {} missing: {}.',
        edges,
        inferred,
        missing,
        list_aggregate(names, 'string_agg', ', ')
    ) as message
from broken
where inferred + missing > 0
