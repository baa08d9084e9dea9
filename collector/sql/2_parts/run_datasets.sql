-- What each event of a batch says about the datasets of its run, and about what its job reads
-- and writes.
select
    run_id,
    job_number,
    role,
    namespace,
    name,
    event_time as first_seen,
    event_time as last_seen,
    stamp as last_stamp,
    case when facets['version'] is not null then place_stamp end as version_stamp,
    facets['version'] ->> '$.datasetVersion' as version,
    case when facets['schema'] is not null then place_stamp end as schema_stamp,
    schema_content as schema_version,
    case when facets['lifecycleStateChange'] is not null then place_stamp end as lifecycle_stamp,
    facets['lifecycleStateChange'] ->> '$.lifecycleStateChange' as lifecycle_state,
    case
        when coalesce(role_facets['inputStatistics'], role_facets['outputStatistics']) is not null
            then place_stamp
    end as statistics_stamp,
    from_json(
        coalesce(role_facets['inputStatistics'], role_facets['outputStatistics']),
        '{"rowCount": "BIGINT", "size": "BIGINT", "fileCount": "BIGINT"}'
    ) as statistics,
    case when facets['columnLineage'] is not null then place_stamp end as column_lineage_stamp,
    column_lineage,
    case when lineage is not null then [lineage] end as lineages
from event_datasets
where run_id is not null
union all by name
select
    run_id,
    job_number,
    'job' as role,
    job_namespace as namespace,
    job_name as name,
    event_time as first_seen,
    event_time as last_seen,
    stamp as last_stamp,
    [md5_number_lower('job' || job_facets['lineage'])] as lineages
from parsed_events
where
    run_id is not null
    and job_namespace is not null
    and job_name is not null
    and job_facets['lineage'] is not null
