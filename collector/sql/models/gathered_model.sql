-- The gathered model; one row.
-- key: namespace, name
select
    names.namespace,
    names.name,
    names.flavour,
    names.is_guessed,
    names.first_seen,
    names.last_seen,
    count(distinct mentions.version) as version_count
from model_names as names
left outer join model_mentions as mentions
    on names.namespace = mentions.namespace and names.name = mentions.name
group by all
