"""The DuckDB file: opened, reopened after a fatal error, and closed in one place."""

from __future__ import annotations

import os
import re
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import duckdb

from collector.errors import BadSettings, Busy, CollectorError, Locked, NotFound
from collector.store.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Files stay readable by every DuckDB from 1.5, whichever version wrote them last; older formats
#: ignore the compression of `events.body`.
STORAGE_VERSION = "v1.5.0"

#: Seconds that queries at work may take to end when the file is to be reopened.
CLOSE_SECONDS = 5.0

#: Nothing is fetched, and no Python variable can be read by SQL.
CLOSED = {
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
}


class Database:
    """Owns the only connection to the file; hands out a cursor per use.

    A fatal error of DuckDB invalidates every cursor of the process; `reopen` closes them all and
    opens the file again, which is the only way back.
    """

    def __init__(self, path: Path, memory_limit: int, threads: int, checkpoint_bytes: int) -> None:
        self.path = path
        self._limit_bytes = memory_limit
        self._memory_limit = f"{memory_limit}B"
        self._ample_memory = f"{max(memory_limit, _machine_memory() // 2)}B"
        self._config: dict[str, str | bool | int | float | list[str]] = {
            **CLOSED,
            "memory_limit": self._ample_memory,
            "threads": threads,
            # As loops, joins of what was read with who had written it before never end.
            "asof_loop_join_threshold": 0,
            "checkpoint_threshold": f"{checkpoint_bytes}B",
        }
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._cursors: set[duckdb.DuckDBPyConnection] = set()
        #: Number of the file that is open.
        self.inode = 0
        #: Rises when cursors are closed while they may be at work.
        self.generation = 0

    def open(self) -> None:
        """Open or create the file.

        Raises Locked when another process holds it, BadSettings when it is not a DuckDB file that
        this version reads, Busy when the disk does not let it be opened now.
        """
        with self._lock:
            self._connection = self._connect()

    def reopen(self) -> None:
        """Close every cursor and open the file again; raises as `open` does."""
        with self._lock:
            self._close()
            self._connection = self._connect()

    def close(self) -> None:
        """Close every cursor and the file; what was committed is on disk."""
        with self._lock:
            self._close()

    def lend(self) -> duckdb.DuckDBPyConnection:
        """A cursor until the file is closed or reopened; raises Busy while it is closed."""
        with self._lock:
            if self._connection is None:
                raise Busy("The database is being reopened.")
            cursor = self._connection.cursor()
            self._cursors.add(cursor)
        return cursor

    @property
    def large_body(self) -> int:
        """Bytes of a body from which on a checkpoint or a copy may need ample memory.

        DuckDB handles 2,048 rows at a time: so many such bodies take half of what it may have.
        """
        return self._limit_bytes // 4096

    def checkpoint(self, *, ample: bool) -> None:
        """Move what was committed into the file. Raises duckdb.Error where that fails."""
        with self.cursor() as cursor, self.memory(cursor, ample=ample):
            cursor.execute("checkpoint")

    @contextmanager
    def memory(self, cursor: duckdb.DuckDBPyConnection, *, ample: bool) -> Iterator[None]:
        """With `ample`, let DuckDB take half of the machine's memory for a while.

        In a checkpoint and in a copy, large bodies stand in memory side by side: what was
        acknowledged must not be too large for that. Without need it would fill the memory with
        what it might read again.
        """
        if not ample:
            yield
            return
        cursor.execute(f"set global memory_limit = '{self._ample_memory}'")
        try:
            yield
        finally:
            with suppress(duckdb.Error):
                cursor.execute(f"set global memory_limit = '{self._memory_limit}'")

    def take_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Close a cursor that was lent."""
        # First, so that a reopening that holds the lock does not wait for this cursor.
        cursor.close()
        with self._lock:
            self._cursors.discard(cursor)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for one use; raises Busy while the file is closed.

        A fatal error of DuckDB comes through as it is: only the writer can mend it.
        """
        cursor = self.lend()
        try:
            yield cursor
        finally:
            self.take_back(cursor)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        if not self.path.parent.is_dir():
            raise BadSettings(f"There is no folder {self.path.parent} for the database.")
        try:
            if not self.path.exists():
                create_file(self.path)
            connection = duckdb.connect(str(self.path), config=self._config)
            with ExitStack() as on_failure:
                on_failure.callback(connection.close)
                connection.execute("set global TimeZone = 'UTC'")
                # A checkpoint that merges row groups holds commits up for seconds, every quarter
                # of a million events; space of removed rows is used again all the same.
                connection.execute("set global max_vacuum_tasks = 0")
                create_tables(connection)
                connection.execute(f"set global memory_limit = '{self._memory_limit}'")
                on_failure.pop_all()
            self.inode = self.path.stat().st_ino
        except duckdb.IOException as error:
            raise _unopened(self.path, error) from error
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise BadSettings(
                f"{self.path} holds tables of another program: {_first_line(error)}"
            ) from error
        except duckdb.Error as error:
            raise Busy(f"{self.path} cannot be opened: {_first_line(error)}") from error
        return connection

    def _close(self) -> None:
        self.generation += 1
        deadline = time.monotonic() + CLOSE_SECONDS
        while self._cursors:
            self._cursors = {cursor for cursor in self._cursors if not _closed(cursor)}
            if self._cursors and time.monotonic() > deadline:
                raise Busy("A query does not end; the database is reopened after it.")
            time.sleep(0.01 if self._cursors else 0)
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file that is looked at and left as it is; raises NotFound, and as `Database.open` does."""
    if not path.exists():
        raise NotFound(f"There is no database {path}.")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=dict(CLOSED))
    except duckdb.IOException as error:
        raise _unopened(path, error) from error
    except duckdb.Error as error:
        raise CollectorError(f"{path} cannot be opened: {_first_line(error)}") from error
    with connection:
        yield connection


def _closed(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Close a cursor; one that is at work is interrupted, and has to be asked again."""
    try:
        cursor.close()
    except duckdb.Error:
        cursor.interrupt()
        return False
    return True


def create_file(path: Path) -> None:
    """An empty database in the storage version that the log needs."""
    with duckdb.connect() as memory:
        memory.execute(f"attach {quoted(path)} as created (storage_version '{STORAGE_VERSION}')")


def _machine_memory() -> int:
    """Bytes of memory that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def quoted(path: Path) -> str:
    """A path as an SQL literal: ATTACH and COPY take no parameter there."""
    return "'" + str(path).replace("'", "''") + "'"


def _unopened(path: Path, error: duckdb.IOException) -> Exception:
    text = str(error)
    if "Could not set lock" in text:
        found = re.search(r"PID (\d+)", text)
        pid = int(found[1]) if found else None
        holder = f"process {pid}" if pid else "another process"
        return Locked(f"{path} is in use by {holder}; stop it, or name another file.", pid)
    if "not a valid DuckDB database" in text or "version number" in text:
        return BadSettings(f"{path} cannot be opened: {_first_line(error)}")
    return Busy(f"{path} cannot be opened: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
