"""The database file itself: where it is, how large, in which format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collector.store.disk import file_size, write_ahead_log
from collector.store.statements import sql

if TYPE_CHECKING:
    import duckdb

    from collector.store.questions import Record


def file_facts(cursor: duckdb.DuckDBPyConnection) -> Record:
    """Path, bytes of the file and of its write-ahead log, bytes free inside, and versions."""
    cursor.execute(sql("questions/file"))
    path, duckdb_version, storage_version, free_bytes = cursor.fetchall()[0]
    return {
        "path": path,
        "bytes": file_size(Path(path)),
        "wal_bytes": file_size(write_ahead_log(Path(path))),
        "free_bytes": free_bytes,
        "storage_version": storage_version,
        "duckdb_version": duckdb_version,
    }
