-- What the runs of a walk list, under the names that stand for the datasets, and models that a
-- registry says to be of them; one row a run, role and dataset.
-- key: run_id, role, namespace, name
-- reads: run_datasets, walked_runs, walked_parts, said_sources, registered_versions
-- version: as recorded, by the name that a registry gave it
-- part_role: of an input of a run that writes models: training, test and so on, as said
with

listed as (
    select
        listed.run_id,
        listed.role,
        coalesce(identities.canonical_namespace, listed.namespace) as namespace,
        coalesce(identities.canonical_name, listed.name) as name,
        arg_max(listed.version, listed.version_stamp) as version,
        arg_max(parts.part_role, parts.part_stamp) as part_role
    from run_datasets as listed
    inner join walked_runs on listed.run_id = walked_runs.run_id
    left outer join walked_parts as parts
        on
            listed.run_id = parts.run_id
            and listed.role = parts.role
            and listed.namespace = parts.namespace
            and listed.name = parts.name
    left outer join folds.identities
        on listed.namespace = identities.namespace and listed.name = identities.name
    where
        listed.role in ('input', 'output')
        and (not walked_runs.is_snapshot or listed.last_stamp >= walked_runs.listed_stamp)
    group by
        listed.run_id,
        listed.role,
        coalesce(identities.canonical_namespace, listed.namespace),
        coalesce(identities.canonical_name, listed.name)
),

registered as (
    select
        said.run_id,
        'output' as role,
        said.namespace,
        said.name,
        max(said.version) as version
    from said_sources as said
    semi join walked_runs on said.run_id = walked_runs.run_id
    anti join listed
        on
            said.run_id = listed.run_id
            and said.namespace = listed.namespace
            and said.name = listed.name
            and listed.role = 'output'
    group by said.run_id, said.namespace, said.name
),

whole as (
    select * from listed
    union all by name
    select * from registered
)

select
    whole.* exclude (version),
    coalesce(names.version, whole.version) as version
from whole
left outer join registered_versions as names
    on
        whole.namespace = names.namespace
        and whole.name = names.name
        and whole.version = names.model_id
