-- A date and time of ISO 8601 in UTC; null where the text is none.
create or replace temp macro utc_time(sent) as
try_cast(upper(sent) as timestamptz) at time zone 'UTC'
