"""The views folded anew because somebody asks for it: in the background, and how that goes."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import structlog
from aiohttp import web

from collector.errors import CollectorError
from collector.log.answers import rebuilt
from collector.survive import survived
from collector.times import utc_now
from collector.web.answers import json_response
from collector.web.lifecycle import METRICS, SERVICE, STORE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from collector.store.store import Store
    from collector.web.metrics import Metrics

log = structlog.get_logger(__name__)

#: What is said of a mistake of ours, whose traceback is in the log.
_INTERNAL = "Internal error; the log of the collector says more."


@dataclass(frozen=True, slots=True)
class Ended:
    """A rebuild that is over."""

    finished_at: datetime
    seconds: float
    #: Events that the log holds; None where it failed.
    events: int | None
    #: Why it failed; None where it did not.
    error: str | None


@dataclass(frozen=True, slots=True)
class State:
    """What is told of rebuilds."""

    state: Literal["idle", "running", "failed"]
    #: How far the one at work is; None where there is none, and in its first and last moments.
    phase: str | None
    events_done: int | None
    event_count: int | None
    #: The last one that was asked for and is over.
    last: Ended | None


class Rebuilds:
    """Owns the task of the rebuild that was asked for, and remembers how the last one ended."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics
        self._task: asyncio.Task[None] | None = None
        self._last: Ended | None = None

    @property
    def state(self) -> State:
        """How it goes; one that retention has begun counts as well."""
        if at_work := self._store.rebuilding:
            done, count = at_work.events_done, at_work.event_count
            return State("running", at_work.phase, done, count, self._last)
        if self._is_running:
            return State("running", None, None, None, self._last)
        failed = self._last is not None and self._last.error is not None
        return State("failed" if failed else "idle", None, None, None, self._last)

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
        started = time.monotonic()
        events: int | None = None
        error: str | None = _INTERNAL
        with survived("rebuild"):
            try:
                events = await rebuilt(self._store)
                error = None
            except (CollectorError, OSError) as failure:
                error = str(failure)
        seconds = round(time.monotonic() - started, 3)
        self._last = Ended(utc_now(), seconds, events, error)
        self._metrics.observe_rebuild(seconds, failed=error is not None)
        if error is None:
            log.info("rebuilt the views", events=events, seconds=seconds)
        else:
            log.warning("could not rebuild the views", reason=error)


REBUILDS = web.AppKey("rebuilds", Rebuilds)


@asynccontextmanager
async def rebuilds(app: web.Application) -> AsyncIterator[None]:
    """Rebuilds that are asked for, as long as the store is open."""
    app[REBUILDS] = Rebuilds(app[STORE], app[METRICS])
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
