-- Versions of a dataset that a text may mean, with the runs that wrote them; one row a version.
-- Parameters: $namespace and $name; $version: one, its beginning or its end, null for the current.
-- version: as recorded, else the run that wrote it
-- created_at: time of the event that has it as an output; of the first event that names it else
-- schema_version: identifier of its schema
-- run_id: run that wrote it; null where it was only read or said
-- job_namespace: namespace of the job that wrote it
-- job_name: name of the job that wrote it
-- job_version: version of that job
-- location_url: where the code of that version is
-- location_version: version of that code, such as a commit
-- row_count: rows written
-- byte_count: bytes written
-- inputs: list of the datasets that the run read: namespace, name and version
select
    versions.version,
    versions.created_at,
    versions.schema_version,
    versions.run_id,
    versions.job_namespace,
    versions.job_name,
    runs.job_version,
    job_versions.location_url,
    job_versions.location_version,
    versions.row_count,
    versions.byte_count,
    array(
        select struct_pack(namespace := namespace, name := name, version := version)
        from run_inputs
        where run_inputs.run_id = versions.run_id
        order by namespace, name
    ) as inputs
from dataset_versions as versions
left outer join runs on versions.run_id = runs.run_id
left outer join job_versions
    on
        versions.job_namespace = job_versions.namespace
        and versions.job_name = job_versions.name
        and runs.job_version = job_versions.version
where
    versions.namespace = $namespace
    and versions.name = $name
    and (
        versions.is_current and $version is null
        or starts_with(versions.version, $version)
        or ends_with(versions.version, $version)
    )
order by versions.version
