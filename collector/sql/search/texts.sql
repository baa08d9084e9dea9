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
        texts.remarks,
        texts.tags
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
        max(said.remarks) as remarks,
        any_value(said.tags) as tags
    from said
    inner join latest using (place, facet, content)
    group by said.place, said.facet
),

produced as (
    select
        current.place,
        numbered.number,
        unnest(current.tags) as tag
    from current
    inner join numbered on current.place = numbered.place
    where current.facet = 'tags'
),

tags as (
    select distinct
        produced.place,
        produced.tag.key as key,
        produced.tag.value as value
    from produced
    anti join folds.tags_of_users as of_users
        on
            produced.number = of_users.number
            and produced.tag.key = of_users.key
            and produced.tag.value is not distinct from of_users.value
            and produced.tag.field is not distinct from of_users.field
    union
    select
        numbered.place,
        of_users.key,
        of_users.value
    from numbered
    inner join folds.tags_of_users as of_users on numbered.number = of_users.number
    where of_users.is_added
)

select
    place,
    facet,
    words
from current
where words is not null and facet != 'tags'
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
    place,
    'tags' as facet,
    string_agg(concat_ws('=', key, nullif(value, 'true')), chr(10) order by key, value) as words
from tags
where key is not null
group by place
