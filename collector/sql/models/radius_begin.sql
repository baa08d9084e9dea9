-- The model that a walk begins at; one row, or none.
-- reads: walked_models
-- $namespace, $name: of the dataset
select *
from walked_models
where namespace = $namespace and name = $name
