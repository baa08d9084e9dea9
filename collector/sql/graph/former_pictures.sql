-- The pictures of what static events had said then; one row a job or dataset.
-- key: picture
-- picture: number of the picture; equal ones, the same was said
-- present: number of the picture of what static events say of it now
-- kind: job, or dataset where a DatasetEvent said it
-- namespace: of that job or dataset
-- name: of that job or dataset
-- reads: former_statements
select
    md5_number_lower(
        struct_pack(
            kind := kind,
            namespace := namespace,
            name := name,
            said := list_sort(list(struct_pack(side := side, statement := statement)))
        )::varchar
    ) as picture,
    md5_number_lower(concat_ws(chr(10), kind, namespace, name)) as present,
    kind,
    namespace,
    name
from former_statements
group by kind, namespace, name
