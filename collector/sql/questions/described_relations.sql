-- Tables and views of the schema main, by name, with their columns in order; one row a column.
-- relation_name: the table or view
-- relation_kind: table or view
-- relation_comment: what one row of it is; null where nobody has said
-- column_name: the column
-- data_type: its type, as DuckDB writes it
-- column_comment: what it means; null where nobody has said
with

relations as (
    select
        table_name as relation_name,
        'table' as relation_kind,
        comment as relation_comment
    from duckdb_tables()
    where database_name = current_database() and schema_name = 'main' and not internal
    union all
    select
        view_name as relation_name,
        'view' as relation_kind,
        comment as relation_comment
    from duckdb_views()
    where database_name = current_database() and schema_name = 'main' and not internal
)

select
    relations.relation_name,
    relations.relation_kind,
    relations.relation_comment,
    columns_of_all.column_name,
    columns_of_all.data_type,
    columns_of_all.comment as column_comment
from relations
inner join duckdb_columns() as columns_of_all
    on
        relations.relation_name = columns_of_all.table_name
        and columns_of_all.database_name = current_database()
        and columns_of_all.schema_name = 'main'
order by relations.relation_name, columns_of_all.column_index
