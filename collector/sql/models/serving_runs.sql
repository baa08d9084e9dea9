-- What runs that read models list of them.
-- reads: names_of_models, asked_models
select listed.*
from folds.traced_datasets as listed
semi join (
    select
        names.namespace,
        names.name
    from names_of_models as names
    semi join asked_models
        on names.model_namespace = asked_models.namespace and names.model_name = asked_models.name
) as names
    on listed.namespace = names.namespace and listed.name = names.name
where listed.role = 'input'
