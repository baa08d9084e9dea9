-- What is asked of models; one row a model that a policy matches: the last one.
-- key: namespace, name
-- min_level: that its versions have to reach
-- fail_on: severity from which a finding does not pass; empty for none
-- reads: model_names, policies
select
    models.namespace,
    models.name,
    arg_max(policies.min_level, policies.position) as min_level,
    arg_max(policies.fail_on, policies.position) as fail_on
from model_names as models
inner join policies
    on regexp_full_match(concat_ws(':', models.namespace, models.name), policies.pattern)
group by models.namespace, models.name
