-- Texts of facets in which words are searched for, as they are kept; the same one may come twice.
-- number: of kind, namespace and name of the job or dataset, as sent
-- kind: job or dataset
-- facet: key of the facet
-- content: number of what the facet says
-- last_stamp: order of the last event that says so
-- words: the text, lines where it is a list; null where what is said is nothing to search in
-- small_words: the text in small letters
-- remarks: of a schema, what is said of its columns
-- tags: of tags, and of what users say of them: list of key, value, source, field, is_added
with

kept as (
    select *
    from folds.facet_versions_parts
    union all
    select *
    from folds.facet_versions_settled_0
    union all
    select *
    from folds.facet_versions_settled_1
)

select
    unit_number as number,
    kind,
    facet,
    content,
    last_stamp,
    words,
    coalesce(small_words, words) as small_words,
    remarks,
    tags
from kept
