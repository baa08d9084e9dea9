-- What runs that read the models which are asked for list of them.
-- reads: models_read, names_of_models, asked_models
select listed.*
from models_read as listed
inner join names_of_models as names
    on listed.namespace = names.namespace and listed.name = names.name
semi join asked_models
    on names.model_namespace = asked_models.namespace and names.model_name = asked_models.name
