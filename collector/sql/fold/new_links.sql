-- The symlinks of the batch that were not known; one row a pair of names and kind of the second.
select distinct
    event_symlinks.namespace,
    event_symlinks.name,
    event_symlinks.alias_namespace,
    event_symlinks.alias_name,
    event_symlinks.type = 'LOCATION' as is_location
from event_symlinks
anti join folds.links
    on
        event_symlinks.namespace = links.namespace
        and event_symlinks.name = links.name
        and event_symlinks.alias_namespace = links.alias_namespace
        and event_symlinks.alias_name = links.alias_name
        and (event_symlinks.type = 'LOCATION') = links.is_location
where
    event_symlinks.namespace != event_symlinks.alias_namespace
    or event_symlinks.name != event_symlinks.alias_name
