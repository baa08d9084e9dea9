-- What the runs of the batch looked like before it; one row a run and job.
-- reads: settled_shapes
with

parts as (
    select *
    from folds.run_shapes_parts
    semi join touched_runs using (run_id)
    where turn < $turn
),

latest as (
    select
        run_id,
        max(turn) as turn
    from parts
    where is_marker
    group by run_id
)

select * from settled_shapes
anti join latest using (run_id)
union all by name
select parts.* exclude (turn, is_marker)
from parts
semi join latest using (run_id, turn)
where not parts.is_marker
