-- Renamed datasets under the names that stand for them; one row a former and a new name as sent.
with

named as (
    select
        coalesce(former.canonical_namespace, renames.previous_namespace) as source_namespace,
        coalesce(former.canonical_name, renames.previous_name) as source_name,
        coalesce(present.canonical_namespace, renames.namespace) as target_namespace,
        coalesce(present.canonical_name, renames.name) as target_name,
        make_timestamp(nullif(renames.first_stamp >> 64, 0)::bigint) as first_seen,
        make_timestamp(nullif(renames.last_stamp >> 64, 0)::bigint) as last_seen,
        renames.last_stamp,
        renames.first_run_id,
        renames.last_run_id
    from folds.renames
    left outer join folds.identities as former
        on
            renames.previous_namespace = former.namespace
            and renames.previous_name = former.name
    left outer join folds.identities as present
        on renames.namespace = present.namespace and renames.name = present.name
)

select
    named.*,
    runs.job.namespace as job_namespace,
    runs.job.name as job_name
from named
left outer join folds.runs on named.last_run_id = runs.run_id
