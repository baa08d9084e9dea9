-- Jobs and datasets in which all of some words are found; one row each, or one without any.
-- Parameters: $words; $kind (job or dataset) and $namespace, null for all; $since and $before, of
-- the last time it was seen, null for any; $sort (rank, name or updated), $limit, $offset.
-- total_count: how many there are
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset, the one that stands for all its names
-- last_seen: time of the last event that names it; null where lineage alone does
-- score: how well it fits, up to 100: the mean over the words, each by the best of its places
-- places: of each word, in their order, where it is found best: in a facet, else name, alias,
-- namespace, or column for what is said of a column
with

written as (
    select
        unnest(range(1, len($words) + 1)) as place,
        lower(unnest($words)) as word
),

asked as (
    select
        place,
        word,
        not regexp_matches(word, '[./:]') as is_part,
        ' ' || regexp_replace(word, '[^\pL\pN]+', ' ', 'g') as spaced
    from written
),

identified as (
    select
        hash('dataset', namespace, name) as number,
        hash('dataset', canonical_namespace, canonical_name) as canonical_number
    from folds.identities
    where namespace != canonical_namespace or name != canonical_name
),

names as (
    select
        coalesce(identified.canonical_number, names.number) as number,
        identified.number is not null as is_alias,
        names.kind,
        names.namespace,
        names.name,
        names.last_seen
    from folds.searched_names as names
    left outer join identified on names.number = identified.number
    where $kind = names.kind or $kind is null
),

written_names as (
    select
        number,
        is_alias,
        lower(name) as name,
        lower(namespace || ':' || name) as node
    from names
),

-- `fit` is ten times the score, and of which kind the place is.
in_names as (
    select
        names.number,
        asked.place,
        case
            when not contains(names.name, asked.word)
                then if(ends_with(asked.word, names.node), 1002, 52)
            when names.is_alias then 1 else 0
        end
        + case
            when not contains(names.name, asked.word) then 0
            when names.name = asked.word then 1000
            when
                asked.is_part
                and ends_with(names.name, asked.word)
                and left(right(names.name, len(asked.word) + 1), 1) in ('.', '/', ':')
                then 900
            when
                starts_with(names.name, asked.word)
                or contains(names.name, '_' || asked.word)
                or contains(names.name, '.' || asked.word)
                or contains(names.name, '/' || asked.word)
                or contains(names.name, '-' || asked.word)
                or contains(names.name, ' ' || asked.word)
                or contains(names.name, ':' || asked.word)
                then 800
            when
                regexp_matches(names.name, '[^\pL\pN_./ :-]')
                and contains(
                    ' ' || regexp_replace(names.name, '[^\pL\pN]+', ' ', 'g'), asked.spaced
                )
                then 800
            else 600
        end as fit
    from written_names as names
    inner join asked on contains(names.node, asked.word) or ends_with(asked.word, names.node)
),

in_good_names as (
    select
        number,
        place
    from in_names
    where fit >= 600
),

texts as (
    select
        number,
        facet,
        content,
        small_words as words,
        lower(remarks) as remarks
    from folds.searched_texts
    where words is not null and ($kind = kind or $kind is null)
),

in_some_texts as (
    select
        coalesce(identified.canonical_number, texts.number) as number,
        texts.facet,
        texts.content,
        asked.place,
        case
            when not contains(texts.words, asked.word) then 187
            when texts.facet = 'schema' then 403
            when texts.facet = 'tags' then 304
            when texts.facet = 'ownership' then 305
            when texts.facet = 'documentation' then 206
            else 108
        end as fit
    from texts
    inner join asked
        on contains(texts.words, asked.word) or contains(texts.remarks, asked.word)
    left outer join identified on texts.number = identified.number
),

-- A text fits less than a name.
in_texts as (
    select *
    from in_some_texts
    anti join in_good_names using (number, place)
),

-- What was said before is not found: of a thing and facet the last content counts.
said as (
    select
        coalesce(identified.canonical_number, texts.number) as number,
        texts.facet,
        texts.content,
        texts.last_stamp
    from folds.searched_texts as texts
    left outer join identified on texts.number = identified.number
),

latest as (
    select
        number,
        facet,
        arg_max(content, last_stamp) as content
    from said
    semi join in_texts using (number, facet)
    group by number, facet
),

in_latest as (
    select in_texts.*
    from in_texts
    inner join latest using (number, facet, content)
),

of_users as (
    select * from folds.tags_of_users
    where $kind = kind or $kind is null
),

-- Of what users have spoken of, each tag by itself counts.
spoken_of as (
    select
        coalesce(identified.canonical_number, texts.number) as number,
        texts.content,
        unnest(texts.tags) as tag
    from folds.searched_texts as texts
    left outer join identified on texts.number = identified.number
    where
        texts.facet = 'tags'
        and coalesce(identified.canonical_number, texts.number) in (
            select of_users.number from of_users
        )
),

left_by_users as (
    select
        number,
        content,
        tag.key as key,
        tag.value as value
    from spoken_of
    anti join of_users
        on
            spoken_of.number = of_users.number
            and spoken_of.tag.key = of_users.key
            and spoken_of.tag.value is not distinct from of_users.value
            and spoken_of.tag.field is not distinct from of_users.field
),

in_tags as (
    select
        in_latest.number,
        in_latest.place
    from in_latest
    inner join asked using (place)
    inner join left_by_users using (number, content)
    where
        in_latest.facet = 'tags'
        and contains(lower(concat_ws('=', key, nullif(value, 'true'))), word)
    union all
    select
        of_users.number,
        asked.place
    from of_users
    inner join asked
        on contains(lower(concat_ws('=', of_users.key, nullif(of_users.value, 'true'))), asked.word)
    where of_users.is_added
),

hits as (
    select
        number,
        place,
        fit
    from in_names
    union all
    select
        number,
        place,
        fit
    from in_latest
    where facet != 'tags' or number not in (select of_users.number from of_users)
    union all
    select
        number,
        place,
        304 as fit
    from in_tags
),

best as (
    select
        number,
        place,
        max(fit) as fit
    from hits
    group by number, place
),

found as (
    select
        number,
        avg(fit // 10) as score
    from best
    group by number
    having count(*) = len($words)
),

things as (
    select
        number,
        any_value(kind) as kind,
        any_value(if(is_alias, null, namespace)) as namespace,
        any_value(if(is_alias, null, name)) as name,
        max(last_seen) as last_seen
    from names
    semi join found using (number)
    group by number
),

ranked as (
    select
        things.*,
        found.score
    from found
    inner join things on found.number = things.number
    where
        ($namespace::varchar is null or things.namespace = $namespace)
        and ($since::timestamp is null or things.last_seen >= $since)
        and ($before::timestamp is null or things.last_seen < $before)
),

page as (
    select *
    from ranked
    order by
        case when $sort = 'rank' then score end desc,
        case when $sort = 'name' then name end,
        last_seen desc nulls last,
        name,
        namespace,
        kind
    limit $limit offset $offset
),

places as (
    select
        number,
        list(
            [
                'name', 'alias', 'namespace', 'schema', 'tags', 'ownership',
                'documentation', 'column', 'sql'
            ][1 + fit % 10]
            order by place
        ) as facets
    from best
    where number in (select page.number from page)
    group by number
),

total as (
    select count(*) as total_count
    from ranked
)

select
    total.total_count,
    page.kind,
    page.namespace,
    page.name,
    page.last_seen,
    page.score,
    places.facets as places
from total
left outer join page on true
left outer join places on page.number = places.number
order by
    case when $sort = 'rank' then page.score end desc,
    case when $sort = 'name' then page.name end,
    page.last_seen desc nulls last,
    page.name,
    page.namespace,
    page.kind
