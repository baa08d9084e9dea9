-- What is searched of some jobs and datasets; one row each and facet, alias for other names, or
-- column for what is said of columns.
-- Parameters: $kinds, $namespaces and $names: lists of the same length.
-- place: in the lists, from 1
-- facet: key of the facet, alias or column
-- words: the text, in lines where it is a list
with

asked as (
    select
        unnest(range(1, len($kinds) + 1)) as place,
        unnest($kinds) as kind,
        unnest($namespaces) as namespace,
        unnest($names) as name
),

numbered as (
    select
        place,
        hash(kind, namespace, name) as number
    from asked
),

aliases as (
    select
        numbered.place,
        hash('dataset', identities.namespace, identities.name) as number,
        identities.name
    from folds.identities
    inner join numbered
        on
            hash('dataset', identities.canonical_namespace, identities.canonical_name)
            = numbered.number
),

numbers as (
    select
        place,
        number
    from numbered
    union
    select
        place,
        number
    from aliases
),

said as (
    select
        numbers.place,
        texts.facet,
        texts.content,
        texts.last_stamp,
        texts.words,
        texts.remarks
    from folds.searched_texts as texts
    inner join numbers on texts.number = numbers.number
),

latest as (
    select
        place,
        facet,
        arg_max(content, last_stamp) as content
    from said
    group by place, facet
),

current as (
    select
        said.place,
        said.facet,
        max(said.words) as words,
        max(said.remarks) as remarks
    from said
    inner join latest using (place, facet, content)
    group by said.place, said.facet
)

select
    place,
    facet,
    words
from current
where words is not null
union all
select
    place,
    'column' as facet,
    remarks as words
from current
where remarks is not null
union all
select
    place,
    'alias' as facet,
    string_agg(name, chr(10) order by name) as words
from aliases
group by place
union all
select
    asked.place,
    'tags' as facet,
    string_agg(
        concat_ws('=', tags.key, nullif(tags.value, 'true')), chr(10)
        order by tags.key, tags.value
    ) as words
from asked
inner join tags
    on
        asked.kind = tags.kind
        and asked.namespace = tags.namespace
        and asked.name = tags.name
group by asked.place
