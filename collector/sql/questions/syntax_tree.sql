-- A text of SQL as it is parsed, and nothing more: no name in it is looked up; one row.
-- tree: JSON with the statements, or with the error
select json_serialize_sql($text) as tree
