-- A number that changes with any line; one row.
-- lines: how many there are
-- mark: of what they say together
-- reads: lines
select
    count(*) as lines,
    sum(hash(source, target, job, said, picture)) as mark
from lines
