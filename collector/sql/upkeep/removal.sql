-- Accounts for what was taken out; parameters: the columns of `removals`.
insert into removals
values (
    $removed_at,
    $relation,
    $reason,
    $day,
    $row_count,
    $byte_count,
    $last_seq,
    $exported_to
)
