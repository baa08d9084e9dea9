-- Everything known of a job; one row, or none.
-- Parameters: $namespace and $name.
-- owners: list of owner and type
-- tags: list of key, value and source
-- inputs: list of the datasets that it reads now: namespace, name and last_seen
-- outputs: list of the datasets that it writes now: namespace, name and last_seen
-- versions: list of its versions, newest first
-- last_runs: list of the ten runs that started last
-- facets: list of the keys of its facets
select
    jobs.*,
    array(
        select struct_pack(owner := owner, type := type)
        from owners
        where kind = 'job' and namespace = $namespace and name = $name
        order by owner, type
    ) as owners,
    array(
        select struct_pack(key := key, value := value, source := source)
        from tags
        where kind = 'job' and namespace = $namespace and name = $name
        order by key, value
    ) as tags,
    array(
        select
            struct_pack(
                namespace := source_namespace,
                name := source_name,
                last_seen := last_seen
            )
        from edges
        where
            origin = 'boundary'
            and is_current
            and target_kind = 'job'
            and target_namespace = $namespace
            and target_name = $name
        order by source_namespace, source_name
    ) as inputs,
    array(
        select
            struct_pack(
                namespace := target_namespace,
                name := target_name,
                last_seen := last_seen
            )
        from edges
        where
            origin = 'boundary'
            and is_current
            and source_kind = 'job'
            and source_namespace = $namespace
            and source_name = $name
        order by target_namespace, target_name
    ) as outputs,
    array(
        select
            struct_pack(
                version := version,
                is_current := is_current,
                first_seen := first_seen,
                last_seen := last_seen,
                run_count := run_count,
                location_version := location_version
            )
        from job_versions
        where namespace = $namespace and name = $name
        order by first_seen desc, version
    ) as versions,
    array(
        select
            struct_pack(
                run_id := run_id,
                state := state,
                started_at := started_at,
                ended_at := ended_at,
                seconds := epoch(ended_at - started_at),
                error_message := error_message
            )
        from runs
        where job_namespace = $namespace and job_name = $name
        order by started_at desc nulls last, run_id
        limit 10
    ) as last_runs,
    array(
        select facet
        from facets
        where kind = 'job' and namespace = $namespace and name = $name
        order by facet
    ) as facets
from jobs
where jobs.namespace = $namespace and jobs.name = $name
