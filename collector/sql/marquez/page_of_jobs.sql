-- Which jobs a page of the list shows, those that were told of last first; one row.
-- Parameters: $namespace, null for all; $limit and $offset.
-- reads: known_jobs
-- total_count: jobs that match
-- page: list of namespace and name
select
    (select count(*) from known_jobs) as total_count,
    array(
        select struct_pack(namespace := namespace, name := name)
        from known_jobs
        order by last_seen desc nulls last, namespace, name
        limit $limit offset $offset
    ) as page
