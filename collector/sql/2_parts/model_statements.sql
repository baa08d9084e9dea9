-- What the events of a batch say about models.
-- A dataset is a model where its type says so, where it has a facet about a model (of any tool, but
-- `dbt_model`, which is about a query), by the namespace of a registry, or, as a guess, where a
-- training writes a file of a kind that models are kept in.
with

trainings as (
    select stamp // 65536 as event
    from parsed_events
    where
        upper(job_facets['jobType'] ->> '$.jobType') like 'TRAIN%'
        or upper(job_facets['jobType'] ->> '$.jobType') = 'MODEL_TRAINING'
),

judged as (
    select
        listed.*,
        case
            when upper(facets['datasetType'] ->> '$.datasetType') = 'MODEL' then 'type'
            when
                len(list_filter(
                    map_entries(facets),
                    lambda facet: suffix(facet.key, '_model')
                    and facet.key != 'dbt_model'
                    and not coalesce(try_cast(facet.value ->> '$._deleted' as boolean), false)
                )) > 0
                then 'facet'
            when
                (namespace like 'mlflow://%' and not name like 'experiments/%/datasets/%')
                or namespace like 'models:/%'
                then 'namespace'
            when
                role = 'output'
                and regexp_matches(name, '(model\.tar\.gz|\.safetensors|\.onnx|\.pkl|MLmodel)$')
                and stamp // 65536 in (select trainings.event from trainings)
                then 'guess'
        end as evidence
    from event_datasets as listed
)

select
    namespace,
    name,
    coalesce(facets['version'] ->> '$.datasetVersion', '') as version,
    place_stamp as stamp,
    event_time,
    coalesce(run_id, '') as run_id,
    role,
    evidence,
    facets['datasetType'] ->> '$.subType' as flavour,
    model,
    model ->> '$.sourceRunId' as source_run_id,
    list_transform(
        from_json(
            model -> '$.baseModels',
            '[{
                "namespace": "VARCHAR", "name": "VARCHAR", "version": "VARCHAR",
                "relation": "VARCHAR"
            }]'
        ),
        lambda base: struct_pack(
            namespace := dataset_namespace(base.namespace),
            name := dataset_name(base.namespace, base.name),
            version := base.version,
            relation := coalesce(base.relation, 'other')
        )
    ) as bases
from (
    select
        *,
        case
            when
                not coalesce(try_cast(facets['collector_model'] ->> '$._deleted' as boolean), false)
                then facets['collector_model']
        end as model
    from judged
) as told
where evidence is not null
