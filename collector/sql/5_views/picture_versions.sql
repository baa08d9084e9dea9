-- Which version of its job a picture shows; one row a picture of a job.
-- key: picture
with

datasets as (
    select
        picture,
        list_sort(list(struct_pack(namespace := namespace, name := name)) filter (role = 'input'))
            as inputs,
        list_sort(list(struct_pack(namespace := namespace, name := name)) filter (role = 'output'))
            as outputs
    from folds.picture_datasets
    group by picture
),

located as (
    select
        pictures.picture,
        pictures.job_namespace,
        pictures.job_name,
        coalesce(datasets.inputs, []) as inputs,
        coalesce(datasets.outputs, []) as outputs,
        runs.location
    from folds.pictures
    left outer join datasets on pictures.picture = datasets.picture
    left outer join folds.runs on pictures.first_run_id = runs.run_id
    where pictures.job_name is not null
)

select
    picture,
    inputs,
    outputs,
    location,
    md5(
        struct_pack(
            namespace := job_namespace,
            name := job_name,
            inputs := inputs,
            outputs := outputs,
            location := location
        )::varchar
    )::uuid::varchar as version
from located
