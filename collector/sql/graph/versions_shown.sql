-- Datasets as runs that are shown read and wrote them, as `runs` of sql/marquez tells them; one row
-- a run and role.
-- Parameters: $run_ids and $listed: lists of the same length; see `runs_shown`.
-- key: run_id, role
-- run_id: the run
-- role: input or output
-- versions: list of the datasets with their versions, as JSON
-- reads: run_datasets
with

asked as (
    select
        unnest($run_ids) as run_id,
        unnest($listed::hugeint[]) as listed_stamp
),

merged as (
    select
        run_id,
        role,
        namespace,
        name,
        job_number,
        max(last_stamp) as last_stamp,
        max(version_stamp) as version_stamp,
        arg_max(version, version_stamp) as version
    from run_datasets
    where role in ('input', 'output')
    group by run_id, role, namespace, name, job_number
),

listed as (
    select
        merged.run_id,
        merged.role,
        coalesce(identities.canonical_namespace, merged.namespace) as namespace,
        coalesce(identities.canonical_name, merged.name) as name,
        arg_max(merged.version, merged.version_stamp) as version
    from merged
    inner join asked using (run_id)
    left outer join folds.identities using (namespace, name)
    where coalesce(merged.last_stamp >= asked.listed_stamp, true)
    group by
        merged.run_id,
        merged.role,
        coalesce(identities.canonical_namespace, merged.namespace),
        coalesce(identities.canonical_name, merged.name)
),

versioned as (
    select
        *,
        case role when 'output' then coalesce(version, run_id) else version end as version_text
    from listed
)

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
            facets := '{}'::json
        )
        order by namespace, name
    )) as versions
from versioned
group by run_id, role
