-- Takes out the violations of the events received on one day; up to and with $last_seq.
-- Parameters: $day, $last_seq.
delete from violations
where
    seq in (
        select events.seq
        from events
        where
            events.received_at >= $day
            and events.received_at < $day + interval 1 day
            and events.seq <= $last_seq
    )
