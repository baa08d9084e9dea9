-- What was said of which version of a model, by whom; one row a statement.
-- version: null where none was said
-- run_id: null where no run said it
select
    namespace,
    name,
    nullif(version, '') as version,
    nullif(run_id, '') as run_id,
    role,
    source_run_id,
    bases
from folds.model_statements
