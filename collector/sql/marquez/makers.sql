-- Whose lineage names the datasets that are asked for; one row.
-- Parameter: $names.
-- reads: asked_names, static_statements of all
-- makers: list of namespace and name of jobs, and of datasets that static events tell of
with

linked as (
    select links.picture
    from folds.lineage_links as links
    semi join asked_names
        on
            links.target_namespace = asked_names.known_namespace
            and links.target_name = asked_names.known_name
    union
    select links.picture
    from folds.lineage_links as links
    semi join asked_names
        on
            links.source_namespace = asked_names.known_namespace
            and links.source_name = asked_names.known_name
),

named as (
    select
        picture,
        namespace,
        name
    from folds.picture_runs
    union all
    select
        shape as picture,
        namespace,
        name
    from folds.open_shapes
    union all
    select
        md5_number_lower(concat_ws(chr(10), kind, namespace, name)) as picture,
        namespace,
        name
    from static_statements
)

select list(distinct struct_pack(namespace := namespace, name := name)) as makers
from named
semi join linked using (picture)
