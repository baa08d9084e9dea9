-- What runs that write or read models list, by the names that they use, and what they say of its
-- part in them; one row a run, role and dataset. Of a run that tells all in each event
-- (COMPLETE_SNAPSHOT), what the latest one lists.
-- key: run_id, role, namespace, name
-- unit: run_id
-- reads: runs, run_datasets, run_facets
with

parts as (
    select
        run_id,
        namespace,
        name,
        stamp,
        from_json(
            value,
            '{
                "role": "VARCHAR", "split": "VARCHAR", "sourceType": "VARCHAR",
                "query": "VARCHAR", "features": ["VARCHAR"], "target": "VARCHAR",
                "digest": {
                    "algorithm": "VARCHAR", "value": "VARCHAR", "coverage": "VARCHAR",
                    "rows": "BIGINT"
                }
            }'
        ) as said
    from run_facets
    where role = 'input' and facet = 'collector_datasetRole'
)

select
    hash(listed.run_id) as unit_number,
    listed.run_id,
    listed.role,
    listed.namespace,
    listed.name,
    max(listed.last_seen) as last_seen,
    max(listed.version_stamp) as version_stamp,
    arg_max(nullif(listed.version, ''), listed.version_stamp) as version,
    max(listed.schema_stamp) as schema_stamp,
    arg_max(listed.schema_version, listed.schema_stamp) as schema_version,
    max(listed.statistics_stamp) as statistics_stamp,
    arg_max(listed.statistics, listed.statistics_stamp) as statistics,
    max(parts.stamp) as part_stamp,
    arg_max(parts.said, parts.stamp) as part
from run_datasets as listed
inner join runs on listed.run_id = runs.run_id
left outer join parts
    on
        listed.run_id = parts.run_id
        and listed.namespace = parts.namespace
        and listed.name = parts.name
        and listed.role = 'input'
where
    listed.role != 'job'
    and (not coalesce(runs.is_snapshot, false) or listed.last_stamp >= runs.listed_stamp)
group by listed.run_id, listed.role, listed.namespace, listed.name
