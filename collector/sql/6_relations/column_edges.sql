-- Where columns come from; one row a source field, target field, transformation, origin and job.
-- key: source_namespace, source_name, source_field, target_namespace, target_name, target_field,
-- transformation_type, transformation_subtype, description, masking, origin, job_namespace,
-- job_name
-- source_namespace: of the dataset that the column comes from
-- source_name: of that dataset
-- source_field: the column; null where it is not known
-- target_namespace: of the dataset that the column is in
-- target_name: of that dataset
-- target_field: the column; null where all columns depend on the source
-- transformation_type: DIRECT or INDIRECT; null if not said
-- transformation_subtype: such as IDENTITY, AGGREGATION, JOIN or FILTER
-- description: of the transformation
-- masking: the value is masked on the way
-- origin: explicit (lineage facet) or column (columnLineage)
-- job_namespace: namespace of the job that makes it so; null where a DatasetEvent says it
-- job_name: name of that job
-- first_seen: start of the first run, or time of the first event that says so
-- last_seen: last event of the runs that say so
-- first_run_id: first run that says so; null where only static events do
-- last_run_id: run that started last of those that say so; null where only static events do
-- is_current: what the job's latest run that has succeeded, else ended, or a static event, says
select
    links.source_namespace,
    links.source_name,
    links.source_field,
    links.target_namespace,
    links.target_name,
    links.target_field,
    links.transformation_type,
    links.transformation_subtype,
    links.description,
    links.masking,
    links.origin,
    case when pictures.kind = 'job' then pictures.namespace end as job_namespace,
    case when pictures.kind = 'job' then pictures.name end as job_name,
    min(pictures.first_seen) as first_seen,
    max(pictures.last_seen) as last_seen,
    arg_min(
        pictures.first_run_id,
        struct_pack(at := pictures.first_seen, run_id := pictures.first_run_id)
    ) as first_run_id,
    arg_max(
        pictures.last_run_id,
        struct_pack(at := pictures.last_started_at, run_id := pictures.last_run_id)
    ) as last_run_id,
    bool_or(pictures.is_current) as is_current
from folds.lineage_links as links
inner join folds.pictures on links.picture = pictures.picture
where
    links.source_kind = 'dataset'
    and links.target_kind = 'dataset'
    and (links.source_field is not null or links.target_field is not null)
group by
    links.source_namespace,
    links.source_name,
    links.source_field,
    links.target_namespace,
    links.target_name,
    links.target_field,
    links.transformation_type,
    links.transformation_subtype,
    links.description,
    links.masking,
    links.origin,
    pictures.kind,
    pictures.namespace,
    pictures.name
