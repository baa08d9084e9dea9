"""The disk under the log: sizes, and whether there is room to go on."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from collector.errors import Busy

if TYPE_CHECKING:
    from pathlib import Path


def write_ahead_log(database: Path) -> Path:
    """DuckDB's write-ahead log of a database file."""
    return database.with_name(database.name + ".wal")


def file_size(path: Path) -> int:
    """Bytes of a file; 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before anything else happens."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def probe(database: Path) -> None:
    """Write a megabyte beside the database and take it away; raises OSError where that fails."""
    scratch = database.with_name(database.name + ".probe")
    try:
        with scratch.open("wb") as file:
            file.write(bytes(1 << 20))
            os.fsync(file.fileno())
    finally:
        scratch.unlink(missing_ok=True)


def require_same_file(database: Path, inode: int) -> None:
    """Raise Busy when the file of that number does not stand under its name any more."""
    try:
        found = database.stat().st_ino
    except FileNotFoundError:
        found = None
    if found != inode:
        raise Busy(
            f"The database file {database} was taken away or replaced while it was in use: put it "
            "back, or stop the collector; what is stored now would be lost."
        )


def require_room(database: Path, min_free_bytes: int) -> None:
    """Raise Busy while the disk could fill up before the next checkpoint has gone through.

    A checkpoint writes what the write-ahead log holds a second time; a disk that fills up in it
    costs a reopening, so the log stops before.
    """
    if not min_free_bytes:
        return
    free = shutil.disk_usage(database.parent).free
    needed = min_free_bytes + file_size(write_ahead_log(database))
    if free < needed:
        raise Busy(
            f"The disk of {database} has {free:,} bytes free and the log needs {needed:,}: "
            "free some space, or lower [store] min_free_bytes."
        )
