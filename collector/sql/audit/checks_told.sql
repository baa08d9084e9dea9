-- The checks of the audit; one row a check.
-- key: check_id
-- failure: why it could not be run; null where it was
-- reads: checks
select
    check_id,
    title,
    severity,
    guards,
    failure
from checks
order by regexp_extract(check_id, '^\D*'), length(check_id), check_id
