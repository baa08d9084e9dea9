-- What the gathered models are said to be; one row a facet.
-- key: facet
-- reads: facet_versions of asked_entities
select
    facet,
    arg_max(value, last_stamp)::json as value
from facet_versions
group by facet
having not arg_max(is_deleted, last_stamp)
