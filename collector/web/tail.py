"""The end of the log, read once for all who follow it."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import contextmanager, suppress
from itertools import takewhile
from typing import TYPE_CHECKING

import structlog

from collector.errors import Busy
from collector.store import changes
from collector.survive import survived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.store.changes import Entry, RunState
    from collector.store.store import Store

log = structlog.get_logger(__name__)

#: Seconds between two looks at the log while it grows.
INTERVAL = 0.1

#: Seconds until the database is asked again that could not answer.
_RETRY_INTERVAL = 1.0

#: Events that are read at once.
PAGE = 500

#: Events that are kept; who is further behind reads the log.
_MOST_ENTRIES = 2_000

#: Runs whose states are kept.
_MOST_STATES = 50_000

#: Who follows at the same time; each costs a little of every event.
MOST_READERS = 200


class Tail:
    """Owns the last events while anybody follows; nothing is read without."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._readers = 0
        self._wanted = asyncio.Event()
        self._more = asyncio.Event()
        self._catching_up = asyncio.Lock()
        self._entries: deque[Entry] = deque()
        self._states: dict[str, RunState] = {}
        #: All events after the first of these, up to the second, are kept.
        self._first = self._last = 0
        self.is_closed = False

    @contextmanager
    def reader(self) -> Iterator[int]:
        """Around one who follows: the number of the log at which it begins; raises Busy."""
        if self.is_closed:
            raise Busy("The collector is stopping; ask again in a moment.")
        if self._readers >= MOST_READERS:
            raise Busy(f"{MOST_READERS} streams are open already; ask again later.")
        if not self._readers:
            self._begin()
        self._readers += 1
        try:
            yield self._store.last_seq
        finally:
            self._readers -= 1
            if not self._readers:
                self._wanted.clear()

    async def after(self, seq: int, seconds: float) -> tuple[list[Entry], int]:
        """Events after a number, and the number up to which these are all.

        Where there are none yet, waits for so many seconds at most, or until it is closed.
        """
        if seq < self._first:
            return await self._read(seq)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._last <= seq and not self.is_closed:
                    await self._more.wait()
        if seq < self._first:
            return await self._read(seq)
        found = list(takewhile(lambda entry: entry.seq > seq, reversed(self._entries)))
        return found[::-1], max(seq, self._last)

    async def run_forever(self) -> None:
        """Read what is stored, while anybody follows."""
        while True:
            await self._wanted.wait()
            with survived("tail") as turn:
                await self._store.wait_for_more(self._last)
                while self._wanted.is_set() and await self._advance():
                    pass
            await asyncio.sleep(_RETRY_INTERVAL if turn.failed else INTERVAL)

    def close(self) -> None:
        """Let all who follow come to an end."""
        self.is_closed = True
        self._tell()

    def _begin(self) -> None:
        self._entries.clear()
        # Another one, for a thread may be at work with that.
        self._states = {}
        self._first = self._last = self._store.last_seq
        self._wanted.set()

    async def _advance(self) -> bool:
        """Read what has come; returns whether there is more."""
        after, goal = self._last, self._store.last_seq
        try:
            page = await self._store.ask(changes.page, after, PAGE, self._states)
        except Busy as error:
            log.warning("could not follow the log; trying again", reason=str(error))
            await asyncio.sleep(_RETRY_INTERVAL)
            return False
        if self._last != after:
            return True  # everybody has left meanwhile, and somebody has come
        self._entries.extend(page.entries)
        for run_id, state in page.states.items():
            # Those that were heard of last are kept longest.
            self._states.pop(run_id, None)
            self._states[run_id] = state
        while len(self._states) > _MOST_STATES:
            del self._states[next(iter(self._states))]
        self._last = _covered(page.entries, after, goal)
        while len(self._entries) > _MOST_ENTRIES:
            self._first = self._entries.popleft().seq
        self._tell()
        return len(page.entries) == PAGE

    async def _read(self, seq: int) -> tuple[list[Entry], int]:
        """From the log, one at a time: who is behind shall not hold up the others."""
        async with self._catching_up:
            goal = self._store.last_seq
            page = await self._store.ask(changes.page, seq, PAGE, {})
        return list(page.entries), _covered(page.entries, seq, goal)

    def _tell(self) -> None:
        told, self._more = self._more, asyncio.Event()
        told.set()


def _covered(entries: tuple[Entry, ...], after: int, goal: int) -> int:
    """The number up to which a page is all there is; some numbers are those of refused bodies."""
    if len(entries) == PAGE:
        return entries[-1].seq
    return max(after, goal, entries[-1].seq if entries else 0)
