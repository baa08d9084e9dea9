-- Which version of its job a picture shows; one row a picture of a job.
-- key: picture
-- unit: picture
-- reads: pictures, picture_datasets, runs
with

datasets as (
    select
        picture,
        list_sort(list(struct_pack(namespace := namespace, name := name)) filter (role = 'input'))
            as inputs,
        list_sort(list(struct_pack(namespace := namespace, name := name)) filter (role = 'output'))
            as outputs
    from picture_datasets
    group by picture
),

located as (
    select
        pictures.picture,
        pictures.namespace,
        pictures.name,
        coalesce(datasets.inputs, []) as inputs,
        coalesce(datasets.outputs, []) as outputs,
        runs.location
    from pictures
    left outer join datasets on pictures.picture = datasets.picture
    left outer join runs on pictures.first_run_id = runs.run_id
    where pictures.kind = 'job'
)

select
    picture,
    inputs,
    outputs,
    location,
    md5(
        struct_pack(
            namespace := namespace,
            name := name,
            inputs := inputs,
            outputs := outputs,
            location := location
        )::varchar
    )::uuid::varchar as version
from located
