-- What the runs of the batch looked like before it; one row a run and job.
with

-- Numbers are found several times as fast as texts.
numbers as (
    select hash(run_id) as run_number
    from touched_runs
),

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
),

settled as (
    select *
    from folds.run_shapes_settled_0
    semi join touched_runs using (run_id)
    where
        rowid in (
            select settled.rowid
            from folds.run_shapes_settled_0 as settled
            semi join numbers using (run_number)
        )
    union all
    select *
    from folds.run_shapes_settled_1
    semi join touched_runs using (run_id)
    where
        rowid in (
            select settled.rowid
            from folds.run_shapes_settled_1 as settled
            semi join numbers using (run_number)
        )
)

select * from settled
anti join latest using (run_id)
union all by name
select parts.* exclude (turn, is_marker)
from parts
semi join latest using (run_id, turn)
where not parts.is_marker
