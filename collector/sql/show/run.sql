-- Everything known of a run; one row, or none.
-- Parameter: $run_id.
-- seconds: how long it took; null while it runs
-- tags: list of key, value and source
-- inputs: list of the datasets that it read
-- outputs: list of the datasets that it wrote
-- children: list of the runs that it contains, in the order of their start
-- checks: list of what it checked or measured
-- facets: list of the keys of its facets
select
    runs.*,
    epoch(runs.ended_at - runs.started_at) as seconds,
    array(
        select struct_pack(key := key, value := value, source := source)
        from tags
        where kind = 'run' and run_id = $run_id
        order by key, value
    ) as tags,
    array(
        select
            struct_pack(
                namespace := namespace,
                name := name,
                version := version,
                row_count := row_count,
                byte_count := byte_count,
                file_count := file_count
            )
        from run_inputs
        where run_id = $run_id
        order by namespace, name
    ) as inputs,
    array(
        select
            struct_pack(
                namespace := namespace,
                name := name,
                version := version,
                lifecycle_state := lifecycle_state,
                row_count := row_count,
                byte_count := byte_count,
                file_count := file_count
            )
        from run_outputs
        where run_id = $run_id
        order by namespace, name
    ) as outputs,
    array(
        select
            struct_pack(
                run_id := children.run_id,
                state := children.state,
                job_namespace := children.job_namespace,
                job_name := children.job_name,
                started_at := children.started_at,
                seconds := epoch(children.ended_at - children.started_at)
            )
        from runs as children
        where children.parent_run_id = $run_id
        order by children.started_at nulls last, children.run_id
    ) as children,
    array(
        select
            struct_pack(
                namespace := namespace,
                name := name,
                kind := kind,
                check_name := check_name,
                field := field,
                status := status,
                severity := severity,
                expected := expected,
                actual := actual,
                value := value
            )
        from data_quality
        where run_id = $run_id
        order by namespace, name, kind, check_name, field
    ) as checks,
    array(
        select facet
        from facets
        where kind = 'run' and run_id = $run_id
        order by facet
    ) as facets
from runs
where runs.run_id = $run_id
