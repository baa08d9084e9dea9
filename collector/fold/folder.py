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
from collector.fold.rebuild import Rebuild
from collector.survive import survived

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.fold.folding import Turn
    from collector.fold.rebuild import Rebuilding
    from collector.settings import Identity
    from collector.store.database import Database

log = structlog.get_logger(__name__)

#: Seconds from the start of one turn to the next, so that more events share its fixed cost.
INTERVAL = 1.0

#: Seconds until a turn that failed is tried again.
RETRY_INTERVAL = 1.0


class Folder:
    """Owns the folding thread and its cursor; all methods are for the event loop."""

    def __init__(
        self,
        database: Database,
        identity: Identity,
        last_seq: int,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_change` is called when the log or the views may say something else than before."""
        self._database = database
        self._on_change = on_change
        self._identity = identity
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="folder")
        self._folding: Folding | None = None
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._folded = 0
        self._work = asyncio.Event()
        self._hurry = asyncio.Event()
        self._turned = asyncio.Condition()
        #: Held by whoever changes the folds: a turn, or a rebuild that takes their place.
        self._changing = asyncio.Lock()
        self._rebuilds = asyncio.Lock()
        self._rebuild: Rebuild | None = None
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

    @property
    def rebuilding(self) -> Rebuilding | None:
        """How far the rebuild at work is; None where there is none."""
        return self._rebuild.state if self._rebuild else None

    async def rebuild(self) -> None:
        """Fold the whole log anew, beside the views in use until all is there.

        One after the other, where one is at work already. Raises Busy where the disk or the memory
        does not suffice.
        """
        async with self._rebuilds:
            self._rebuild = Rebuild(self._database, self._identity)
            work = asyncio.create_task(self._build(self._rebuild))
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                # Its threads are at work in the file.
                self._rebuild.stop()
                await asyncio.wait([work])
                raise
            finally:
                self._rebuild = None

    async def _build(self, rebuild: Rebuild) -> None:
        try:
            if await asyncio.to_thread(rebuild.fill):
                await self._take_over(rebuild)
        except (duckdb.Error, OSError) as error:
            raise Busy(f"The views could not be rebuilt: {error}") from error
        finally:
            with suppress(OSError):
                await asyncio.to_thread(rebuild.discard)

    async def _take_over(self, rebuild: Rebuild) -> None:
        async with self._changing:
            await asyncio.to_thread(rebuild.catch_up)
            folded = await asyncio.to_thread(rebuild.swap)
            self._folded = max(self._folded, folded)
            # What the cursor remembers as stored is not in the new rows.
            self._let_go()
        self._on_change()

    async def run_forever(self) -> None:
        """Fold what is stored, one batch a turn."""
        while True:
            await self._work.wait()
            started = time.monotonic()
            with survived("folding") as turn:
                async with self._changing:
                    await self._turn()
            if turn.failed:
                self._let_go()
                await asyncio.sleep(RETRY_INTERVAL)
            elif not self._is_late(started):
                await self._pause(started + INTERVAL - time.monotonic())

    async def close(self) -> None:
        """End the thread; what is not folded is folded at the next start."""
        if self._rebuild is not None:
            self._rebuild.stop()
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
        self._on_change()
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
