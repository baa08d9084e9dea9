-- Violations of events that are not there; one row a number of such an event.
select distinct
    'violations' as relation,
    violations.seq
from violations
anti join events on violations.seq = events.seq
order by violations.seq
