-- How many refused bodies match; one row; parameters: the filters of `rejections`.
select count(*) as total_count
from rejections
where
    ($reason::varchar is null or reason = $reason)
    and ($client::varchar is null or client = $client)
