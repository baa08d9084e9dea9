-- What the log holds; one row a relation.
select
    'events' as relation,
    count(*) as row_count,
    coalesce(sum(size), 0)::bigint as byte_count,
    min(received_at) as oldest,
    max(received_at) as newest,
    min(seq) as first_seq,
    max(seq) as last_seq
from events
union all
select
    'rejections' as relation,
    count(*) as row_count,
    coalesce(sum(size), 0)::bigint as byte_count,
    min(received_at) as oldest,
    max(received_at) as newest,
    min(seq) as first_seq,
    max(seq) as last_seq
from rejections
union all
select
    'violations' as relation,
    count(*) as row_count,
    null as byte_count,
    null as oldest,
    null as newest,
    min(seq) as first_seq,
    max(seq) as last_seq
from violations
union all
select
    'removals' as relation,
    count(*) as row_count,
    null as byte_count,
    min(removed_at) as oldest,
    max(removed_at) as newest,
    null as first_seq,
    max(last_seq) as last_seq
from removals
