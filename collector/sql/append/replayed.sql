-- Accounts for rejections that became events; parameters $seqs, $removed_at.
insert into removals
select
    $removed_at as removed_at,
    'rejections' as relation,
    'replayed' as reason,
    null as day,
    count(*) as row_count,
    sum(size) as byte_count,
    max(seq) as last_seq,
    null as exported_to
from rejections
where seq in (select unnest($seqs))
having count(*) > 0
