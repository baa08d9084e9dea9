-- Takes out the events received on one day; up to and with $last_seq.
-- Parameters: $day, $last_seq.
delete from events
where
    received_at >= $day
    and received_at < $day + interval 1 day
    and seq <= $last_seq
