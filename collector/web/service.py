"""Whether the server takes events, how many it is about to answer, and how much it holds."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from collector.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Service:
    """Counts the requests under way and the bytes of their bodies.

    Refuses new ones when it is to stop, and bodies when it holds too much already.
    """

    def __init__(self, most_bytes: int) -> None:
        self.draining = False
        self._most_bytes = most_bytes
        self._held_bytes = 0
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()
        #: Held by whoever decodes a large body, which stops everything else for a while.
        self.large_bodies = asyncio.Lock()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around an ingest request; raises Busy while stopping."""
        if self.draining:
            raise Busy("The collector is stopping; send again in a moment.")
        self._in_flight += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._idle.set()

    def hold(self, size: int) -> None:
        """Account for bytes of a body; raises Busy when there are too many without them."""
        if self._held_bytes and self._held_bytes + size > self._most_bytes:
            raise Busy("The queue is full; send again in a moment.")
        self._held_bytes += size

    def release(self, size: int) -> None:
        """The request is answered."""
        self._held_bytes -= size

    async def drain(self, seconds: float) -> None:
        """Refuse what comes now, and wait so long at most for what was let in."""
        self.draining = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()
