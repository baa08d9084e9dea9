-- Which datasets of a namespace a page of the list shows, by name; one row.
-- Parameters: $namespace, $limit and $offset.
-- reads: aliases of all, datasets of all, renames of all, static_statements of all, known_datasets
-- total_count: datasets in the namespace
-- page: list of namespace and name
with

matching as materialized (
    select name from known_datasets
    where namespace = $namespace
)

select
    (select count(*) from matching) as total_count,
    array(
        select struct_pack(namespace := $namespace, name := name)
        from matching
        order by name
        limit $limit offset $offset
    ) as page
