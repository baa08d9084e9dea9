-- What is told of the gathered versions; one row a version.
-- key: model_namespace, model_name, model_version
select *
from model_versions
order by model_namespace, model_name, model_version
