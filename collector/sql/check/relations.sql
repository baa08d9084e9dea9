-- Relations of the log that the file has; one row a relation.
select table_name
from duckdb_tables()
where schema_name = 'main' and table_name in (select unnest($names))
