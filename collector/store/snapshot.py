"""A consistent copy of the database beside a running writer, and compaction, which is the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from collector.errors import Conflict, NotFound
from collector.store.database import STORAGE_VERSION, quoted
from collector.store.disk import write_ahead_log
from collector.store.statements import sql

if TYPE_CHECKING:
    import duckdb

_MAGIC_OFFSET = 8
_MAGIC = b"DUCK"


def write_snapshot(cursor: duckdb.DuckDBPyConnection, target: Path) -> int:
    """Copy the database to `target`, whole or not at all; returns its bytes.

    An earlier snapshot is replaced in one step, so that readers see the old or the new one.
    Raises NotFound without the folder, Conflict when `target` is something else than a DuckDB
    file, or the database itself.
    """
    [(source, path)] = cursor.execute(sql("questions/own_file")).fetchall()
    own = {os.path.realpath(name) for name in (path, write_ahead_log(Path(path)))}
    if os.path.realpath(target) in own:
        raise Conflict(f"{target} is the database itself; name another file.")
    if not target.parent.is_dir():
        raise NotFound(f"There is no folder {target.parent}.")
    if target.exists() and not _is_database(target):
        raise Conflict(f"{target} exists and is not a DuckDB file; name another one.")
    unfinished = target.with_name(f".{target.name}.tmp")
    # Both may be left of a process that was killed; an old write-ahead log would be replayed.
    unfinished.unlink(missing_ok=True)
    write_ahead_log(unfinished).unlink(missing_ok=True)
    cursor.execute(f"attach {quoted(unfinished)} as snapshot (storage_version '{STORAGE_VERSION}')")
    try:
        cursor.execute(f'copy from database "{source}" to snapshot')
        cursor.execute("checkpoint snapshot")
    finally:
        cursor.execute("detach snapshot")
    _flush(unfinished)
    unfinished.replace(target)
    return target.stat().st_size


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        file.seek(_MAGIC_OFFSET)
        return file.read(len(_MAGIC)) == _MAGIC


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
