-- What a batch says in facets of jobs and datasets; a value that is stored already is left out.
-- What is searched for stands in `words` as it was sent, with columns and owners one a line,
-- and in `remarks` what is said of the columns.
with

-- The few numbers of the batch are looked for among the many that are known, not the other way.
known as (
    select known_facets.known
    from known_facets
    where known_facets.known in (select event_facets.number from event_facets)
),

told as (
    select
        *,
        number in (select known.known from known) as is_known
    from event_facets
)

select
    kind,
    namespace,
    name,
    facet,
    content,
    stamp as first_stamp,
    stamp as last_stamp,
    run_id as first_run_id,
    schema_version,
    is_deleted,
    case when not is_known then value end as value,
    case
        when is_known or is_deleted then null
        when facet = 'schema'
            then array_to_string(json_extract_string(value, '$.fields..name'), chr(10))
        when facet = 'sql' then value ->> '$.query'
        when facet = 'documentation' then value ->> '$.description'
        when facet = 'ownership'
            then array_to_string(json_extract_string(value, '$.owners[*].name'), chr(10))
    end as words,
    case
        when facet = 'schema' and not is_known and not is_deleted
            then nullif(
                array_to_string(json_extract_string(value, '$.fields..description'), chr(10)), ''
            )
    end as remarks
from told
