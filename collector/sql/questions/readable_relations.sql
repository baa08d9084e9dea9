-- What queries of users may read: tables and views of the schema main; one row a relation.
-- database_name: the database that is open
-- relation_name: the table or view
select
    database_name,
    table_name as relation_name
from duckdb_tables()
where database_name = current_database() and schema_name = 'main' and not internal
union all
select
    database_name,
    view_name as relation_name
from duckdb_views()
where database_name = current_database() and schema_name = 'main' and not internal
