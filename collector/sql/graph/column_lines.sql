-- Where columns of some datasets come from in the chosen pictures, and what comes from them; one
-- row a source, target and transformation.
-- source_namespace: of the dataset that the column comes from
-- source_name: of that dataset
-- source_field: the column; null for the whole dataset
-- target_namespace: of the dataset that the column is in
-- target_name: of that dataset
-- target_field: the column; null where all columns depend on the source
-- transformation_type: DIRECT or INDIRECT; null if not said
-- transformation_subtype: such as IDENTITY or JOIN
-- description: of the transformation
-- masking: the value is masked on the way
-- origin: explicit or column
-- job_namespace: of the job that makes it so; null where a DatasetEvent says it
-- job_name: of that job
-- reads: chosen, within, lineage_links
with

links as (
    select * from lineage_links
    where
        source_kind = 'dataset'
        and target_kind = 'dataset'
        and (source_field is not null or target_field is not null)
),

near as (
    select links.*
    from links
    semi join within
        on links.target_namespace = within.namespace and links.target_name = within.name
    union
    select links.*
    from links
    semi join within
        on links.source_namespace = within.namespace and links.source_name = within.name
)

select distinct
    near.source_namespace,
    near.source_name,
    near.source_field,
    near.target_namespace,
    near.target_name,
    near.target_field,
    near.transformation_type,
    near.transformation_subtype,
    near.description,
    near.masking,
    near.origin,
    case when chosen.kind = 'job' then chosen.namespace end as job_namespace,
    case when chosen.kind = 'job' then chosen.name end as job_name
from near
inner join chosen on near.picture = chosen.picture
order by
    near.source_namespace,
    near.source_name,
    near.source_field,
    near.target_namespace,
    near.target_name,
    near.target_field,
    near.transformation_type,
    near.transformation_subtype,
    near.description,
    near.masking,
    near.origin,
    job_namespace,
    job_name
