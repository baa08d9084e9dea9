-- What the gathered versions were made from, what feeds them first; one row a version and dataset.
-- key: model_version, namespace, name
select * exclude (model_namespace, model_name)
from model_inputs
order by model_version, feeds desc, namespace, name
