-- Models that the models which are asked of runs are said to be made of; one row a run and base.
-- reads: walked_wanted, said_bases
select
    wanted.run_id,
    said.base_namespace as namespace,
    said.base_name as name,
    max(said.base_version) as version,
    max(said.relation) as relation
from walked_wanted as wanted
inner join said_bases as said
    on
        wanted.namespace = said.namespace
        and wanted.name = said.name
        and (wanted.run_id = said.run_id or wanted.version = said.version)
group by wanted.run_id, said.base_namespace, said.base_name
