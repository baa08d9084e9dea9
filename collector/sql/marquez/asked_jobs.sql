-- The jobs that are asked for; one row a job.
-- Parameter: $asked, a list of namespace and name.
select
    'job' as kind,
    asked.namespace,
    asked.name
from (select unnest($asked::struct(namespace varchar, name varchar)[]) as asked) as given
