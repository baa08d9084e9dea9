-- Refused bodies received before $before; one row, all null when there is none.
select
    count(*) as row_count,
    coalesce(sum(size), 0)::bigint as byte_count,
    max(seq) as last_seq
from rejections
where received_at < $before
