"""Keeps the tables of users up to date: their selects, run again after events were folded."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import duckdb
import structlog

from collector.errors import Busy
from collector.store.sql_query import Stop
from collector.store.transaction import in_transaction
from collector.survive import survived

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.store.database import Database
    from collector.store.statements import Statement

log = structlog.get_logger(__name__)

#: Of the time, refreshing takes a tenth: nine times as long as it took, it rests.
REST = 9

#: Seconds of rest at least.
SHORTEST_REST = 0.25

#: No relation of a file can be named like this.
_ROWS = '"the rows"'

#: Errors that say nothing about the select, and are over soon.
_PASSING = (
    Busy,
    duckdb.FatalException,
    duckdb.ConnectionException,
    duckdb.TransactionException,
)


class Refresher:
    """Owns the refreshing thread; all methods are for the event loop."""

    def __init__(self, database: Database, tables: Sequence[Statement], seconds: float) -> None:
        """`tables` in the order in which they read each other; a select may take `seconds`."""
        self._database = database
        self._tables = tables
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="refresher")
        self._stop = Stop()
        self._work = asyncio.Event()
        #: Tables whose last refresh failed, which was told.
        self._failing: set[str] = set()

    def wake(self) -> None:
        """What the tables are made of may have changed."""
        if self._tables:
            self._work.set()

    async def run_forever(self) -> None:
        """Refresh the tables whenever there is something new, and rest in between."""
        while True:
            await self._work.wait()
            self._work.clear()
            started = time.monotonic()
            with survived("refreshing"):
                for table in self._tables:
                    await self._refresh(table)
            await asyncio.sleep(max(REST * (time.monotonic() - started), SHORTEST_REST))

    async def close(self) -> None:
        """End the thread; a refresh at work is broken off, and the table keeps its rows."""
        self._stop.cancel()
        await asyncio.to_thread(self._thread.shutdown)

    async def _refresh(self, table: Statement) -> None:
        self._stop = stop = Stop()
        work = partial(self._refill, table, stop)
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (Busy, duckdb.Error) as error:
            self._tell(table.name, stop.reason or str(error).partition("\n")[0])
            # Without a reason, it was the file that was reopened.
            is_interrupted = isinstance(error, duckdb.InterruptException) and not stop.reason
            if is_interrupted or isinstance(error, _PASSING):
                self.wake()
        else:
            self._failing.discard(table.name)

    def _tell(self, name: str, reason: str) -> None:
        """Once, until it succeeds again: events that come would tell the same every second."""
        if name not in self._failing:
            self._failing.add(name)
            log.warning("could not refresh a table; it keeps its rows", table=name, reason=reason)

    def _refill(self, table: Statement, stop: Stop) -> None:
        """In the thread: the rows are made beside those in use, and then put in their place."""
        with self._database.cursor() as cursor:
            with stop.watching(cursor, self._seconds):
                cursor.execute(f"create temp table {_ROWS} as {table.text}")
            in_transaction(cursor, partial(_replace, name=table.name))


def _replace(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    cursor.execute(f'delete from main."{name}"')
    cursor.execute(f'insert into main."{name}" by name from {_ROWS}')
