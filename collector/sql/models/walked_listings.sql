-- What the runs of a walk list, under the names that stand for the datasets; one row a run, role
-- and dataset.
-- key: run_id, role, namespace, name
-- reads: run_datasets, walked_runs, traced_datasets
-- part_role: of an input of a run that writes models: training, test and so on, as said
select
    listed.run_id,
    listed.role,
    coalesce(identities.canonical_namespace, listed.namespace) as namespace,
    coalesce(identities.canonical_name, listed.name) as name,
    arg_max(listed.version, listed.version_stamp) as version,
    arg_max(parts.part.role, parts.part_stamp) as part_role
from run_datasets as listed
inner join walked_runs on listed.run_id = walked_runs.run_id
left outer join traced_datasets as parts
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
