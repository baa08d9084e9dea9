-- Datasets that are models, under the name that stands for each; one row a model.
-- key: namespace, name
-- reads: names_of_models
select distinct
    model_namespace as namespace,
    model_name as name
from names_of_models
