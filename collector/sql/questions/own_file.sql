-- Name and path of the database that is open; one row.
select
    database_name,
    path
from duckdb_databases()
where database_name = current_database()
