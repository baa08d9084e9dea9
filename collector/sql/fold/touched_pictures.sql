-- Pictures that are new, or that static events of the batch show; one row a picture.
select distinct shape as picture
from made_shapes
where shape not in (select known_pictures.picture from known_pictures)
union
select md5_number_lower(concat_ws(chr(10), 'job', job_namespace, job_name)) as picture
from parsed_events
where kind = 'JobEvent'
union
select md5_number_lower(concat_ws(chr(10), 'dataset', namespace, name)) as picture
from event_datasets
where kind = 'DatasetEvent'
