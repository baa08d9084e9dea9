-- Facets of one batch that say where columns or datasets come from; one row a content.
-- Only contents that were not taken apart before.
-- key: content
-- content: digest of the facet
-- form: columnLineage; lineage of a job, or of the dataset that carries it
-- value: the facet as JSON
with

said as (
    select
        column_lineage as content,
        'columnLineage' as form,
        facets['columnLineage'] as value
    from event_datasets
    where column_lineage is not null
    union all
    select
        lineage as content,
        'dataset' as form,
        facets['lineage'] as value
    from event_datasets
    where lineage is not null
    union all
    select
        md5_number_lower('job' || job_facets['lineage']) as content,
        'job' as form,
        job_facets['lineage'] as value
    from parsed_events
    where
        job_facets['lineage'] is not null
        and not coalesce(try_cast(job_facets['lineage'] ->> '$._deleted' as boolean), false)
)

select
    content,
    any_value(form) as form,
    any_value(value) as value
from said
where content not in (select known_contents.content from known_contents)
group by content
