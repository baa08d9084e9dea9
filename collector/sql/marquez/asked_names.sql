-- The names of the jobs or datasets that are asked for; one row a name.
-- Parameters: $kind, job or dataset; $names, a list of the names as sent, each with that of the job
-- or dataset.
with

given as (
    select
        unnest(
            $names::struct(
                namespace varchar, name varchar, known_namespace varchar, known_name varchar
            )[],
            recursive := true
        )
)

select
    $kind as kind,
    namespace,
    name,
    known_namespace,
    known_name
from given
