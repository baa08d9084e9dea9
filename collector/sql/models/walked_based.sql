-- From writes of models to writes of those that are said to be made of them.
-- reads: said_bases, walked_versions
select distinct
    bases.run_id,
    bases.namespace,
    bases.name,
    tuned.run_id as to_run_id,
    tuned.namespace as to_namespace,
    tuned.name as to_name,
    case when said.base_version is null then 2 else 0 end as weakness
from said_bases as said
inner join walked_versions as bases
    on
        said.base_namespace = bases.namespace
        and said.base_name = bases.name
        and coalesce(said.base_version = bases.version, true)
inner join walked_versions as tuned
    on
        said.namespace = tuned.namespace
        and said.name = tuned.name
        and (said.run_id = tuned.run_id or said.version = tuned.version)
