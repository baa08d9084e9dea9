-- Datasets of runs, and what the job says about its lineage; one row a
-- run, job, role and dataset; a run that is shared by several jobs lists for each of them.
-- key: run_id, job_number, role, namespace, name
-- unit: run_id
select
    run_id,
    job_number,
    role,
    namespace,
    name,
    min(first_seen) as first_seen,
    max(last_seen) as last_seen,
    max(last_stamp) as last_stamp,
    max(version_stamp) as version_stamp,
    arg_max(version, version_stamp) as version,
    max(schema_stamp) as schema_stamp,
    arg_max(schema_version, schema_stamp) as schema_version,
    max(lifecycle_stamp) as lifecycle_stamp,
    arg_max(lifecycle_state, lifecycle_stamp) as lifecycle_state,
    max(statistics_stamp) as statistics_stamp,
    arg_max(statistics, statistics_stamp) as statistics,
    max(column_lineage_stamp) as column_lineage_stamp,
    arg_max_null(column_lineage, column_lineage_stamp) as column_lineage,
    list_sort(list_distinct(flatten(list(lineages) filter (lineages is not null)))) as lineages
from parts
group by run_id, job_number, role, namespace, name
