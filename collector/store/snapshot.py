"""A consistent copy of the database beside a running writer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from collector.errors import Busy, Conflict, NotFound
from collector.store.database import STORAGE_VERSION, quoted
from collector.store.disk import file_size, flush, write_ahead_log
from collector.store.statements import sql


def write_snapshot(cursor: duckdb.DuckDBPyConnection, target: Path) -> int:
    """Copy the database to `target`, whole or not at all; returns its bytes.

    An earlier snapshot is replaced in one step, so that readers see the old or the new one; it is
    known by the relation `snapshot`, which says when and of which file it was taken. Raises
    NotFound without the folder; Conflict when `target` is anything else than an earlier snapshot,
    or cannot be written; Busy when there is no room.
    """
    [(source, path)] = cursor.execute(sql("questions/own_file")).fetchall()
    own = Path(path)
    if os.path.realpath(target) in {os.path.realpath(f"{own}{end}") for end in _OWN_ENDS}:
        raise Conflict(f"{target} belongs to the database itself; name another file.")
    if not target.parent.is_dir():
        raise NotFound(f"There is no folder {target.parent}.")
    if target.exists():
        _require_snapshot(cursor, target)
    return copy_database(cursor, source, own, target, is_snapshot=True)


#: What stands beside a database: nothing, write-ahead log, API keys, address of the collector.
_OWN_ENDS = ("", ".wal", ".keys", ".server")


def _require_snapshot(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Raise Conflict for a file that is no earlier snapshot, or that somebody has open."""
    refusal = Conflict(
        f"{target} exists and is not an earlier snapshot, or is in use; name another file."
    )
    try:
        cursor.execute(f"attach {quoted(target)} as earlier (read_only)")
    except duckdb.Error as error:
        raise refusal from error
    try:
        is_snapshot = cursor.execute(sql("questions/is_snapshot")).fetchall()
    finally:
        cursor.execute("detach earlier")
    if not is_snapshot:
        raise refusal


def copy_database(
    cursor: duckdb.DuckDBPyConnection, source: str, own: Path, target: Path, *, is_snapshot: bool
) -> int:
    """Copy the open database, named `source` in the file `own`, over whatever `target` is."""
    _require_room(own, target)
    unfinished = target.with_name(f".{target.name}.tmp")
    # Both may be left of a process that was killed; an old write-ahead log would be replayed.
    _remove(unfinished)
    try:
        cursor.execute(
            f"attach {quoted(unfinished)} as snapshot (storage_version '{STORAGE_VERSION}')"
        )
    except duckdb.IOException as error:
        raise Conflict(f"{target} cannot be written: {error}") from error
    try:
        _fill(cursor, source, own if is_snapshot else None)
        flush(unfinished)
        unfinished.replace(target)
        flush(target.parent)
    except duckdb.FatalException:
        raise
    except duckdb.Error as error:
        raise Busy(f"The database could not be copied: {error}") from error
    finally:
        _remove(unfinished)
    return target.stat().st_size


def _fill(cursor: duckdb.DuckDBPyConnection, source: str, taken_of: Path | None) -> None:
    try:
        cursor.execute(f'copy from database "{source}" to snapshot')
        if taken_of is not None:
            cursor.execute(sql("upkeep/snapshot_mark"), {"source": str(taken_of)})
        cursor.execute("checkpoint snapshot")
    finally:
        cursor.execute("detach snapshot")


def _require_room(database: Path, target: Path) -> None:
    """Raise Busy where the copy could fill the disk; it is as large as the database at most."""
    needed = file_size(database) + file_size(write_ahead_log(database))
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise Busy(
            f"The database could not be copied: {target.parent} has {free:,} bytes free, and a "
            f"copy may take {needed:,}."
        )


def _remove(unfinished: Path) -> None:
    unfinished.unlink(missing_ok=True)
    write_ahead_log(unfinished).unlink(missing_ok=True)
