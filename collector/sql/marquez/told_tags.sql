-- What is known of one name of a tag on a job, a dataset or a column; one row.
-- Parameters: $kind, $namespace, $name, $field (null for the whole), $label: the name of the tag.
-- has_field: the dataset has that column
-- tags: list of key and value of the tags of that name
-- said_at: time of the last event by which a user tagged it
select
    $field::varchar is null
    or exists (
        select 1
        from dataset_fields
        where namespace = $namespace and name = $name and field = $field
    ) as has_field,
    array(
        select struct_pack(key := key, value := coalesce(value, 'true'))
        from tags
        where
            kind = $kind
            and namespace = $namespace
            and name = $name
            and field is not distinct from $field::varchar
            and concat_ws(':', key, nullif(value, 'true')) = $label
        order by key, value
    ) as tags,
    (
        select make_timestamp(nullif(max(last_stamp) >> 64, 0)::bigint)
        from folds.facet_versions
        where
            kind = $kind
            and namespace = $namespace
            and name = $name
            and facet = 'collector_tags'
    ) as said_at
