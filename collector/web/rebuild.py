"""The views folded anew because somebody asks for it: in the background, and how that goes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from aiohttp import web

from collector.errors import CollectorError
from collector.survive import survived
from collector.web.answers import json_response
from collector.web.lifecycle import SERVICE, STORE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from collector.store.store import Rebuilt, Store


@dataclass(frozen=True, slots=True)
class State:
    """What is told of rebuilds."""

    state: Literal["idle", "running", "failed"]
    #: How far the one at work is; None where there is none, and in its first and last moments.
    phase: str | None
    events_done: int | None
    event_count: int | None
    #: The last one that is over.
    last: Rebuilt | None


class Rebuilds:
    """Owns the task of the rebuild that was asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._task: asyncio.Task[None] | None = None

    @property
    def state(self) -> State:
        """How it goes; one that retention has begun counts as well."""
        last = self._store.last_rebuild
        if at_work := self._store.rebuilding:
            return State("running", at_work.phase, at_work.events_done, at_work.event_count, last)
        if self._is_running:
            return State("running", None, None, None, last)
        failed = last is not None and last.error is not None
        return State("failed" if failed else "idle", None, None, None, last)

    async def start(self) -> None:
        """Begin one, unless one that was asked for is under way."""
        if not self._is_running:
            self._task = asyncio.create_task(self._rebuild())
            # Its first step, so that the answer tells of it already.
            await asyncio.sleep(0)

    async def end(self) -> None:
        """Break off the one under way; the views stay as they were."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def _is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _rebuild(self) -> None:
        # The store remembers why it failed, and says so.
        with survived("rebuild"), suppress(CollectorError, OSError):
            await self._store.rebuild()


REBUILDS = web.AppKey("rebuilds", Rebuilds)


@asynccontextmanager
async def rebuilds(app: web.Application) -> AsyncIterator[None]:
    """Rebuilds that are asked for, as long as the store is open."""
    app[REBUILDS] = Rebuilds(app[STORE])
    yield
    await app[REBUILDS].end()


async def start_rebuild(request: web.Request) -> web.Response:
    """Begin to fold the whole log anew; 202 with how far it is, also where it has begun before."""
    with request.app[SERVICE].request():
        await request.app[REBUILDS].start()
    response = json_response(asdict(request.app[REBUILDS].state))
    response.set_status(202)
    return response


async def show_rebuild(request: web.Request) -> web.Response:
    """Whether one is at work, how far it is, and how the last one ended."""
    return json_response(asdict(request.app[REBUILDS].state))
