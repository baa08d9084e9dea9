-- Which relations of the schema main belong to users; one row a relation.
-- position: in the order in which they were made
-- name: of the relation, and of its file
-- kind: view or table
-- digest: of the text, and of what it was checked against
create table if not exists users.relations (
    position integer,
    name varchar,
    kind varchar,
    digest varchar
)
