-- What runs read, as a walk upstream tells it; what feeds goes first.
-- reads: graded_reads
select *
from graded_reads
order by run_id, feeds desc, namespace, name
