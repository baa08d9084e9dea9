-- What the views were made of; one row.
-- seq: the last entry of the log that is in them
-- removals: how often something had been removed from the log
select
    (select max(seq) from folds.progress) as seq,
    (select sum(row_count) from folds.removals_known) as removals
