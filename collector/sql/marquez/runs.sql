-- Runs as Marquez tells of them; one row a run, in no order.
-- Parameter: $asked, a list of run ids. The columns are members of the answer.
-- reads: asked_runs, runs of asked_runs, run_facets of asked_runs, run_datasets of asked_runs
with

shapes as (
    select
        shapes.run_id,
        versions.version
    from folds.run_shapes as shapes
    inner join runs
        on
            shapes.unit_number = hash(runs.run_id)
            and shapes.run_id = runs.run_id
            and shapes.namespace = runs.job.namespace
            and shapes.name = runs.job.name
    inner join folds.picture_versions as versions on shapes.shape = versions.picture
),

facets as (
    select
        run_id,
        role,
        coalesce(identities.canonical_namespace, run_facets.namespace) as namespace,
        coalesce(identities.canonical_name, run_facets.name) as name,
        '{' || string_agg(to_json(facet) || ':' || value, ',' order by facet) || '}' as facets
    from run_facets
    left outer join folds.identities using (namespace, name)
    group by
        run_id,
        role,
        coalesce(identities.canonical_namespace, run_facets.namespace),
        coalesce(identities.canonical_name, run_facets.name)
),

listed as (
    select
        run_datasets.run_id,
        run_datasets.role,
        coalesce(identities.canonical_namespace, run_datasets.namespace) as namespace,
        coalesce(identities.canonical_name, run_datasets.name) as name,
        arg_max(run_datasets.version, run_datasets.version_stamp) as version
    from run_datasets
    inner join runs using (run_id)
    left outer join folds.identities using (namespace, name)
    where
        run_datasets.role in ('input', 'output')
        and (
            not coalesce(runs.is_snapshot, false)
            or run_datasets.last_stamp >= runs.listed_stamp
        )
    group by
        run_datasets.run_id,
        run_datasets.role,
        coalesce(identities.canonical_namespace, run_datasets.namespace),
        coalesce(identities.canonical_name, run_datasets.name)
),

versioned as (
    select
        listed.*,
        facets.facets,
        case listed.role
            when 'output' then coalesce(listed.version, listed.run_id)
            else listed.version
        end as version_text
    from listed
    left outer join facets using (run_id, role, namespace, name)
),

datasets as (
    select
        run_id,
        role,
        to_json(list(
            struct_pack(
                "datasetVersionId" := struct_pack(
                    namespace := namespace,
                    name := name,
                    version
                    := md5(concat_ws(chr(10), 'dataset', namespace, name, version_text))::uuid,
                    "versionText" := version_text
                ),
                facets := coalesce(facets, '{}')::json
            )
            order by namespace, name
        )) as versions
    from versioned
    group by run_id, role
),

gathered as (
    select
        run_id,
        max(versions) filter (role = 'input') as inputs,
        max(versions) filter (role = 'output') as outputs
    from datasets
    group by run_id
)

select
    runs.run_id as id,
    runs.first_seen as "createdAt",
    runs.last_seen as "updatedAt",
    runs.nominal.start_at as "nominalStartTime",
    runs.nominal.end_at as "nominalEndTime",
    case coalesce(runs.terminal_type, runs.open_type)
        when 'COMPLETE' then 'COMPLETED'
        when 'FAIL' then 'FAILED'
        when 'ABORT' then 'ABORTED'
        when 'START' then 'RUNNING'
        when 'RUNNING' then 'RUNNING'
        else 'NEW'
    end as state,
    coalesce(runs.started_at, runs.first_event_at) as "startedAt",
    make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint) as "endedAt",
    epoch_ms(
        make_timestamp(nullif(runs.terminal_stamp >> 64, 0)::bigint)
        - coalesce(runs.started_at, runs.first_event_at)
    ) as "durationMs",
    '{}'::json as args,
    case
        when shapes.version is not null and runs.terminal_type is not null
            then struct_pack(
                namespace := runs.job.namespace,
                name := runs.job.name,
                version := shapes.version
            )
    end as "jobVersion",
    coalesce(gathered.inputs, '[]')::json as "inputDatasetVersions",
    coalesce(gathered.outputs, '[]')::json as "outputDatasetVersions",
    coalesce(facets.facets, '{}')::json as facets,
    struct_pack(namespace := runs.job.namespace, name := runs.job.name) as job,
    runs.parent.run_id as "parentRunId",
    runs.error_message as "errorMessage"
from runs
left outer join shapes using (run_id)
left outer join gathered using (run_id)
left outer join facets on runs.run_id = facets.run_id and facets.role = 'run'
