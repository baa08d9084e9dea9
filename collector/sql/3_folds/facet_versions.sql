-- What was ever said in facets of jobs and datasets; one row an entity, facet and content.
-- key: kind, namespace, name, facet, content
-- unit: kind, namespace, name
-- texts: value
select
    kind,
    namespace,
    name,
    facet,
    content,
    min(first_stamp) as first_stamp,
    max(last_stamp) as last_stamp,
    arg_min(first_run_id, first_stamp) as first_run_id,
    any_value(schema_version) as schema_version,
    bool_or(is_deleted) as is_deleted,
    any_value(value) as value,
    any_value(words) as words,
    any_value(small_words) as small_words,
    any_value(remarks) as remarks,
    any_value(tags) as tags
from parts
group by kind, namespace, name, facet, content
