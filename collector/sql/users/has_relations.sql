-- Is there a table of the relations of users? One row if there is.
select table_name
from duckdb_tables()
where
    database_name = current_database()
    and schema_name = 'users'
    and table_name = 'relations'
