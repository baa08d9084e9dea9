-- What runs said of writing datasets under these names.
-- reads: names_of_inputs
select *
from folds.run_datasets
semi join names_of_inputs using (namespace, name)
where role = 'output'
