-- The versions that are shown, in the order of the answer.
-- key: namespace, name, version
select *
from radius_shown
order by is_deployed desc, hops, namespace, name, version
