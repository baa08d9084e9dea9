"""The database file written anew, without the space of rows that were taken out."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from collector.errors import Busy, CollectorError
from collector.store import questions
from collector.store.database import Database, read_only
from collector.store.disk import file_size, flush, write_ahead_log
from collector.store.snapshot import copy_database
from collector.store.statements import sql

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Compaction:
    """Bytes of the file, with its write-ahead log, before and after."""

    bytes_before: int
    bytes_after: int


def compact(path: Path, memory_limit: int, threads: int) -> Compaction:
    """Put a compact copy in the place of the file, which nobody else may have open.

    The copy is compared with the file before it takes its place in one step. Raises Locked when
    another process holds the file, Busy when the disk has no room for the copy, CollectorError
    when the copy is not the same.
    """
    path = path.resolve()
    copy = path.with_name(path.name + ".compact")
    bytes_before = file_size(path) + file_size(write_ahead_log(path))
    database = Database(path, memory_limit, threads, checkpoint_bytes=_ALL_IN_THE_FILE)
    database.open()
    try:
        with database.cursor() as cursor:
            [(name, _)] = cursor.execute(sql("questions/own_file")).fetchall()
            copy_database(cursor, name, path, copy, is_snapshot=False)
            _require_same(cursor, copy)
            # The file that is closed at the end is no longer the one of this name.
            cursor.execute("pragma disable_checkpoint_on_shutdown")
        _keep_owner(path, copy)
        copy.replace(path)
    except (duckdb.Error, OSError) as error:
        first_line = str(error).partition("\n")[0]
        raise Busy(f"{path} could not be compacted and is as it was: {first_line}") from error
    finally:
        copy.unlink(missing_ok=True)
        database.close()
    flush(path.parent)
    return Compaction(bytes_before, file_size(path))


_ALL_IN_THE_FILE = 1 << 20


def _keep_owner(path: Path, copy: Path) -> None:
    """Whoever could open the file can open the copy, also where root makes it."""
    shutil.copymode(path, copy)
    found = path.stat()
    if (found.st_uid, found.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(copy, found.st_uid, found.st_gid)


def _require_same(cursor: duckdb.DuckDBPyConnection, copy: Path) -> None:
    """The same rows, bytes, times and numbers in every relation."""
    with read_only(copy) as copied:
        if questions.log_summary(copied) != questions.log_summary(cursor):
            raise CollectorError(f"{copy} is not what was copied; the database is as it was.")
