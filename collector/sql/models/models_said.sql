-- What was said of which version of some models, by whom; one row a statement, some twice.
-- reads: model_statements, names_of_models, registered_models
-- version: null where none was said
-- run_id: null where no run said it
select
    names.model_namespace as namespace,
    names.model_name as name,
    said.namespace as said_namespace,
    said.name as said_name,
    nullif(said.version, '') as version,
    nullif(said.run_id, '') as run_id,
    said.role
from model_statements as said
inner join names_of_models as names
    on said.namespace = names.namespace and said.name = names.name
semi join registered_models as asked
    on names.model_namespace = asked.namespace and names.model_name = asked.name
