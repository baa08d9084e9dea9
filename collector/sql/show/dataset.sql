-- Everything known of a dataset; one row, or none.
-- Parameters: $namespace and $name.
-- owners: list of owner and type
-- tags: list of key, value, source and the column that has it
-- aliases: list of its other names: namespace, name and type
-- fields: list of its columns
-- written_by: list of the jobs that write it now: namespace, name and last_seen
-- read_by: list of the jobs that read it now: namespace, name and last_seen
-- made_from: list of the datasets that it is made from now: namespace and name
-- checks: list of what its checks and measurements said last
-- versions: list of its ten latest versions
-- schema_changes: list of its ten latest changes of a column
-- facets: list of the keys of its facets
with

last_checks as (
    select *
    from data_quality
    where namespace = $namespace and name = $name
    qualify
        row_number() over (
            partition by kind, check_name, assertion, field, params
            order by event_time desc, run_id
        ) = 1
)

select
    datasets.*,
    array(
        select struct_pack(owner := owner, type := type)
        from owners
        where kind = 'dataset' and namespace = $namespace and name = $name
        order by owner, type
    ) as owners,
    array(
        select struct_pack(key := key, value := value, source := source, field := field)
        from tags
        where kind = 'dataset' and namespace = $namespace and name = $name
        order by field nulls first, key, value
    ) as tags,
    array(
        select struct_pack(namespace := alias_namespace, name := alias_name, type := type)
        from dataset_aliases
        where namespace = $namespace and name = $name
        order by alias_namespace, alias_name, type
    ) as aliases,
    array(
        select
            struct_pack(
                field := field,
                type := type,
                description := description,
                ordinal := ordinal,
                is_stub := is_stub
            )
        from dataset_fields
        where namespace = $namespace and name = $name
        order by ordinal nulls last, field
    ) as fields,
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
            and target_kind = 'dataset'
            and target_namespace = $namespace
            and target_name = $name
        order by source_namespace, source_name
    ) as written_by,
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
            and source_kind = 'dataset'
            and source_namespace = $namespace
            and source_name = $name
        order by target_namespace, target_name
    ) as read_by,
    array(
        select distinct struct_pack(namespace := source_namespace, name := source_name) as source
        from edges
        where
            is_current
            and source_kind = 'dataset'
            and target_kind = 'dataset'
            and target_namespace = $namespace
            and target_name = $name
        order by source
    ) as made_from,
    array(
        select
            struct_pack(
                kind := kind,
                check_name := check_name,
                assertion := assertion,
                field := field,
                status := status,
                severity := severity,
                expected := expected,
                actual := actual,
                value := value,
                event_time := event_time,
                run_id := run_id
            )
        from last_checks
        order by kind, field nulls first, check_name, params
    ) as checks,
    array(
        select
            struct_pack(
                version := version,
                created_at := created_at,
                is_current := is_current,
                job_namespace := job_namespace,
                job_name := job_name,
                run_id := run_id,
                row_count := row_count,
                byte_count := byte_count
            )
        from dataset_versions
        where namespace = $namespace and name = $name
        order by created_at desc nulls last, version
        limit 10
    ) as versions,
    array(
        select
            struct_pack(
                changed_at := changed_at,
                field := field,
                change := change,
                old_type := old_type,
                new_type := new_type,
                run_id := run_id
            )
        from schema_changes
        where namespace = $namespace and name = $name
        order by changed_at desc, field
        limit 10
    ) as schema_changes,
    array(
        select facet
        from facets
        where kind = 'dataset' and namespace = $namespace and name = $name
        order by facet
    ) as facets
from datasets
where datasets.namespace = $namespace and datasets.name = $name
