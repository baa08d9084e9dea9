-- The relations of users, each after those that it reads; one row a relation.
-- name: of the relation, and of its file
-- kind: view or table
-- digest: of the text, and of what it was checked against
select
    name,
    kind,
    digest
from users.relations
order by position
