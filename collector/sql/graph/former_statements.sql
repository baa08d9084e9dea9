-- What static events had said then of jobs and datasets of which they have spoken since; one row a
-- job or dataset and side.
-- Parameter: $as_of.
-- key: kind, namespace, name, side
-- kind: job or dataset
-- namespace: of the job or dataset
-- name: of the job or dataset
-- side: input, output, lineage or columnLineage
-- statement: as in folds.static_statements
with

spoken_since as (
    select distinct
        kind,
        namespace,
        name
    from folds.static_statements
    where make_timestamp((last_stamp >> 64)::bigint) > $as_of
)

select
    said.kind,
    said.namespace,
    said.name,
    said.side,
    arg_max(said.statement, said.stamp) as statement
from folds.static_history as said
semi join spoken_since
    on
        said.kind = spoken_since.kind
        and said.namespace = spoken_since.namespace
        and said.name = spoken_since.name
where make_timestamp((said.stamp >> 64)::bigint) <= $as_of
group by said.kind, said.namespace, said.name, said.side
