-- What runs that read models list of them.
-- reads: names_of_models
select *
from folds.traced_datasets
semi join names_of_models using (namespace, name)
where role = 'input'
