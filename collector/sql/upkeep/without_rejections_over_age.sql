-- Takes out refused bodies received before $before.
delete from rejections
where received_at < $before
