-- What a batch says in facets of jobs and datasets; a value that is stored already is left out.
-- What is searched for stands in `words` as it was sent, with columns, owners and tags one a line;
-- in `small_words` the same in small letters, where it has others; and in `remarks` what is said of
-- the columns. Of `tags`, and of what users say of them, `is_added` tells whether they are there.
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
),

tags_listed as (
    select
        *,
        case
            when facet in ('tags', 'collector_tags') and not is_known and not is_deleted
                then from_json(
                    value,
                    '{
                        "tags": [{"key": "TEXT", "value": "TEXT", "source": "TEXT", "field": "TEXT"}],
                        "added": [{"key": "TEXT", "value": "TEXT", "source": "TEXT", "field": "TEXT"}],
                        "removed": [{"key": "TEXT", "value": "TEXT", "source": "TEXT", "field": "TEXT"}]
                    }'
                )
        end as listed
    from told
),

tagged as (
    select
        * exclude (listed),
        case
            when facet = 'tags'
                then list_transform(
                    listed.tags, lambda tag: struct_insert(tag, is_added := true)
                )
            when facet = 'collector_tags'
                then list_concat(
                    list_transform(
                        listed.added, lambda tag: struct_insert(tag, is_added := true)
                    ),
                    list_transform(
                        listed.removed, lambda tag: struct_insert(tag, is_added := false)
                    )
                )
        end as tags
    from tags_listed
),

worded as (
    select
        *,
        case
            when is_known or is_deleted then null
            when facet = 'schema'
                then array_to_string(json_extract_string(value, '$.fields..name'), chr(10))
            when facet = 'sql' then value ->> '$.query'
            when facet = 'documentation' then value ->> '$.description'
            when facet = 'ownership'
                then array_to_string(json_extract_string(value, '$.owners[*].name'), chr(10))
            when facet = 'tags'
                then array_to_string(
                    list_transform(
                        tags, lambda tag: concat_ws('=', tag.key, nullif(tag.value, 'true'))
                    ),
                    chr(10)
                )
        end as words
    from tagged
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
    words,
    nullif(lower(words), words) as small_words,
    case
        when facet = 'schema' and not is_known and not is_deleted
            then nullif(
                array_to_string(json_extract_string(value, '$.fields..description'), chr(10)), ''
            )
    end as remarks,
    tags
from worded
