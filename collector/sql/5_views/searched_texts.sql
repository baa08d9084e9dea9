-- Texts of facets in which words are searched for, as they are kept; the same one may come twice.
-- number: of kind, namespace and name of the job or dataset, as sent
-- kind: job or dataset
-- facet: key of the facet
-- content: number of what the facet says
-- last_stamp: order of the last event that says so
-- words: the text; null where what is said is nothing to search in
-- remarks: of a schema, what is said of its columns
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
    remarks
from kept
where facet in ('schema', 'sql', 'documentation', 'ownership')
