-- What was taken out of the log so far; one row a relation and reason.
select
    relation,
    reason,
    sum(row_count)::bigint as row_count,
    sum(byte_count)::bigint as byte_count,
    max(removed_at) as last_removed_at
from removals
group by relation, reason
order by relation, reason
