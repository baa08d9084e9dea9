-- Test data that is not training data.
-- id: D7
-- severity: major
-- guards: risk
-- mlflow: split the data, and log each part as an input with its context
-- openlineage: send each part as a dataset of its own, with `role`, `split` and a full digest
select distinct
    fed.model_namespace,
    fed.model_name,
    fed.model_version,
    'failed' as outcome,
    concat_ws(':', held_out.namespace, held_out.name) as subject,
    format(
        '{} was used for {} and equals {}, which the model was trained on.',
        held_out.name,
        held_out.role,
        fed.name
    ) as message
from model_inputs as fed
inner join model_inputs as held_out
    using (model_namespace, model_name, model_version)
where
    fed.feeds
    and held_out.role in ('validation', 'test', 'evaluation')
    and (fed.namespace != held_out.namespace or fed.name != held_out.name)
    and fed.digest = held_out.digest
