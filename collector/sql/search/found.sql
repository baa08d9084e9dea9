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
        ' ' || regexp_replace(word, '[^\pL\pN]+', ' ', 'g') as spaced
    from written
),

identified as (
    select
        namespace,
        name,
        canonical_namespace,
        canonical_name,
        hash('dataset', namespace, name) as number,
        hash('dataset', canonical_namespace, canonical_name) as canonical_number
    from folds.identities
    where namespace != canonical_namespace or name != canonical_name
),

names as (
    select * from folds.searched_names
    where $kind = kind or $kind is null
),

named as (
    select
        coalesce(identified.canonical_number, names.number) as number,
        if(identified.number is null, 'name', 'alias') as facet,
        names.name,
        lower(names.namespace || ':' || names.name) as node
    from names
    left outer join identified on names.number = identified.number
    union all
    select
        number,
        'alias' as facet,
        name,
        lower(namespace || ':' || name) as node
    from identified
),

named_so as (
    select
        named.number,
        named.facet,
        lower(named.name) as name,
        named.node,
        asked.place,
        asked.word,
        asked.spaced
    from named
    inner join asked
        on contains(named.node, asked.word) or ends_with(asked.word, named.node)
),

in_names as (
    select
        number,
        place,
        case when contains(name, word) then facet else 'namespace' end as facet,
        case
            when not contains(name, word) then if(ends_with(word, node), 100, 5)
            when name = word then 100
            when regexp_extract(name, '[^./:]+$') = word then 90
            when contains(' ' || regexp_replace(name, '[^\pL\pN]+', ' ', 'g'), spaced) then 80
            else 60
        end as score
    from named_so
),

texts as (
    select
        number,
        facet,
        content,
        facet as said_in,
        lower(words) as text
    from folds.searched_texts
    where words is not null and ($kind = kind or $kind is null)
    union all
    select
        number,
        facet,
        content,
        'column' as said_in,
        lower(remarks) as text
    from folds.searched_texts
    where remarks is not null and ($kind = kind or $kind is null)
),

in_texts as (
    select
        coalesce(identified.canonical_number, texts.number) as number,
        texts.facet,
        texts.content,
        texts.said_in,
        asked.place
    from texts
    inner join asked on contains(texts.text, asked.word)
    left outer join identified on texts.number = identified.number
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
    select
        in_texts.number,
        in_texts.place,
        in_texts.said_in as facet,
        case in_texts.said_in
            when 'schema' then 40
            when 'documentation' then 20
            when 'column' then 18
            when 'sql' then 10
            else 30
        end as score
    from in_texts
    inner join latest using (number, facet, content)
),

-- Tags are what producers and users say together.
in_tags as (
    select
        hash(tags.kind, tags.namespace, tags.name) as number,
        asked.place,
        'tags' as facet,
        30 as score
    from tags
    inner join asked
        on contains(lower(concat_ws('=', tags.key, nullif(tags.value, 'true'))), asked.word)
    where tags.kind != 'run' and (tags.kind = $kind or $kind is null)
),

hits as (
    select * from in_names
    union all by name
    select * from in_latest
    union all by name
    select * from in_tags
),

best as (
    select
        number,
        place,
        max(score) as score
    from hits
    group by number, place
),

found as (
    select
        number,
        avg(score) as score
    from best
    group by number
    having count(*) = len($words)
),

things as (
    select
        coalesce(identified.canonical_number, names.number) as number,
        any_value(names.kind) as kind,
        any_value(coalesce(identified.canonical_namespace, names.namespace)) as namespace,
        any_value(coalesce(identified.canonical_name, names.name)) as name,
        max(names.last_seen) as last_seen
    from names
    left outer join identified on names.number = identified.number
    where coalesce(identified.canonical_number, names.number) in (select found.number from found)
    group by coalesce(identified.canonical_number, names.number)
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

best_places as (
    select
        number,
        place,
        arg_max(facet, score) as facet
    from hits
    where number in (select page.number from page)
    group by number, place
),

places as (
    select
        number,
        list(facet order by place) as facets
    from best_places
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
