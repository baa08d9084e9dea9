-- How many events match; one row; parameters: the filters of `events`.
select count(*) as total_count
from events
where
    ($kind::varchar is null or kind = $kind)
    and ($event_type::varchar is null or event_type = $event_type)
    and ($run_id::varchar is null or run_id = $run_id)
    and ($job_namespace::varchar is null or job_namespace = $job_namespace)
    and ($job_name::varchar is null or job_name = $job_name)
    and ($dataset_namespace::varchar is null or dataset_namespace = $dataset_namespace)
    and ($dataset_name::varchar is null or dataset_name = $dataset_name)
    and ($producer::varchar is null or producer = $producer)
    and ($client::varchar is null or client = $client)
    and ($since::timestamp is null or event_time >= $since)
    and ($until::timestamp is null or event_time < $until)
