"""Keeps the views up to date while events come in."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import duckdb
import structlog

from collector.errors import Busy
from collector.fold.folding import Folding
from collector.survive import survived

if TYPE_CHECKING:
    from collector.fold.folding import Turn
    from collector.settings import Identity
    from collector.store.database import Database

log = structlog.get_logger(__name__)

#: Seconds from the start of one turn to the next, so that more events share its fixed cost.
INTERVAL = 0.25

#: Seconds until a turn that failed is tried again.
RETRY_INTERVAL = 1.0


class Folder:
    """Owns the folding thread and its cursor; all methods are for the event loop."""

    def __init__(self, database: Database, identity: Identity, last_seq: int) -> None:
        self._database = database
        self._identity = identity
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="folder")
        self._folding: Folding | None = None
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._folded = 0
        self._work = asyncio.Event()
        self._hurry = asyncio.Event()
        self._turned = asyncio.Condition()
        #: Numbers that were stored, with the time of that, until they are folded.
        self._stored: deque[tuple[int, float]] = deque()
        self._last_seq = 0
        self.notice(last_seq)

    @property
    def events_behind(self) -> int:
        """Entries of the log that are not folded yet."""
        return max(0, self._last_seq - self._folded)

    @property
    def seconds_behind(self) -> float:
        """Seconds since the oldest of these was stored."""
        return time.monotonic() - self._stored[0][1] if self._stored else 0.0

    @property
    def last_seq(self) -> int:
        """The last entry of the log that is known to be stored."""
        return self._last_seq

    def notice(self, seq: int) -> None:
        """Events up to this number are stored now."""
        if seq > self._last_seq:
            self._last_seq = seq
            self._stored.append((seq, time.monotonic()))
            self._work.set()

    async def wait(self, seq: int, seconds: float) -> None:
        """Until all events up to this number are folded; raises Busy when time is up."""
        if seq <= self._folded:
            return
        self._hurry.set()
        try:
            async with asyncio.timeout(seconds), self._turned:
                await self._turned.wait_for(lambda: seq <= self._folded)
        except TimeoutError as error:
            raise Busy("The views are behind the log; ask again in a moment.") from error

    async def run_forever(self) -> None:
        """Fold what is stored, one batch a turn."""
        while True:
            await self._work.wait()
            started = time.monotonic()
            with survived("folding") as turn:
                await self._turn()
            if turn.failed:
                self._let_go()
                await asyncio.sleep(RETRY_INTERVAL)
            elif not self._is_late(started):
                await self._pause(started + INTERVAL - time.monotonic())

    async def close(self) -> None:
        """End the thread; what is not folded is folded at the next start."""
        await asyncio.to_thread(self._thread.shutdown)
        self._let_go()

    async def _turn(self) -> None:
        goal = self._last_seq
        self._hurry.clear()
        try:
            turn = await asyncio.get_running_loop().run_in_executor(self._thread, self._fold)
        except (Busy, duckdb.Error) as error:
            # The writer mends the file; the next turn takes a new cursor.
            log.warning("could not fold; trying again", reason=str(error))
            self._let_go()
            await asyncio.sleep(RETRY_INTERVAL)
            return
        # A number may be that of a rejection, which nothing is folded of.
        self._folded = turn.seq if turn.event_count else max(turn.seq, goal)
        while self._stored and self._stored[0][0] <= self._folded:
            self._stored.popleft()
        if not self._stored:
            self._work.clear()
        async with self._turned:
            self._turned.notify_all()

    def _is_late(self, started: float) -> bool:
        """Whether something waits that was stored before the last turn."""
        return bool(self._stored) and self._stored[0][1] < started

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0)):
                await self._hurry.wait()

    def _fold(self) -> Turn:
        """In the thread."""
        if self._folding is None:
            self._cursor = self._database.lend()
            self._folding = Folding(self._cursor, self._identity)
        return self._folding.turn()

    def _let_go(self) -> None:
        if self._cursor is not None:
            with suppress(duckdb.Error):
                self._database.take_back(self._cursor)
        self._cursor = self._folding = None
