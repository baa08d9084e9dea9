-- Datasets that are models, under the name that stands for each; one row a model.
-- key: namespace, name
-- reads: model_statements, identities
select
    coalesce(identities.canonical_namespace, statements.namespace) as namespace,
    coalesce(identities.canonical_name, statements.name) as name,
    min(statements.event_time) as first_seen,
    max(statements.event_time) as last_seen,
    arg_max(statements.flavour, statements.stamp) as flavour,
    bool_and(statements.evidence = 'guess') as is_guessed
from model_statements as statements
left outer join identities
    on statements.namespace = identities.namespace and statements.name = identities.name
group by all
