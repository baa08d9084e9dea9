-- The database file; one row.
select
    attached.path,
    version() as duckdb_version,
    attached.tags['storage_version'] as storage_version,
    sizes.block_size * sizes.free_blocks as free_bytes
from duckdb_databases() as attached
inner join pragma_database_size() as sizes
    on attached.database_name = sizes.database_name
where attached.database_name = current_database()
