-- Which of some names are of models; one row a name.
-- Parameter: $names, a list.
-- reads: model_statements
select distinct
    namespace,
    name
from model_statements
where name in (select unnest($names))
