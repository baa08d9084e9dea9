-- Is the database attached as `earlier` a snapshot? One row if it is.
select table_name
from duckdb_tables()
where database_name = 'earlier' and table_name = 'snapshot'
