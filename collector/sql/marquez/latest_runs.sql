-- The ten runs of jobs that started last; one row a job.
-- Parameter: $asked, a list of namespace and name.
-- namespace: of the job
-- name: of the job
-- run_ids: list of run ids, those that started last first
with

asked as (select unnest($asked::struct(namespace varchar, name varchar)[], recursive := true))

select
    namespace,
    name,
    list_transform(
        list_sort(max(struct_pack(at := started_at, run_id := run_id), 10), 'desc'),
        lambda run: run.run_id
    ) as run_ids
from folds.run_shapes
semi join asked using (namespace, name)
group by namespace, name
