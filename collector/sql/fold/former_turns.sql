-- Forgets the numbers of all turns but the last.
delete from folds.progress
where seq < (select max(progress.seq) from folds.progress)
