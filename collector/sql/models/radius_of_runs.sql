-- The versions of models that a walk from run to run has reached, each where it is nearest; one row
-- a version.
-- key: namespace, name, version
-- reads: radius_reached, walked_versions
with

versions as (
    select
        reached.namespace,
        reached.name,
        written.version,
        min(struct_pack(
            hops := reached.hops,
            weakness := reached.weakness,
            is_possible := reached.is_possible,
            run_id := reached.run_id
        )) as nearest
    from radius_reached as reached
    inner join walked_versions as written
        on
            reached.run_id = written.run_id
            and reached.namespace = written.namespace
            and reached.name = written.name
    where reached.is_model
    group by reached.namespace, reached.name, written.version
)

select
    namespace,
    name,
    version,
    nearest.run_id,
    nearest.hops,
    case nearest.weakness when 0 then 'recorded' when 1 then 'inferred' else 'missing' end
        as grade,
    nearest.is_possible
from versions
