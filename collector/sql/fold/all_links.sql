-- All symlinks that are folded; one row a pair of names and kind of the second.
select distinct
    namespace,
    name,
    alias_namespace,
    alias_name,
    type = 'LOCATION' as is_location
from folds.aliases
where type != 'rule' and (namespace != alias_namespace or name != alias_name)
