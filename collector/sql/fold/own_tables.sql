-- The tables of the folds in the database itself, but for what says how they were made.
select table_name
from duckdb_tables()
where
    database_name = current_database()
    and schema_name = 'folds'
    and table_name != 'made_by'
