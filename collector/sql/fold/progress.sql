-- The last event that the folds hold; 0 where they hold none.
select coalesce(max(seq), 0) as seq
from folds.progress
