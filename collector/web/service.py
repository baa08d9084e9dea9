"""Whether the server takes events, and how many it is about to answer."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from collector.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Service:
    """Counts the ingest requests under way; refuses new ones when it is to stop."""

    def __init__(self) -> None:
        self.draining = False
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

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

    async def drain(self, seconds: float) -> None:
        """Refuse what comes now, and wait so long at most for what was let in."""
        self.draining = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()
