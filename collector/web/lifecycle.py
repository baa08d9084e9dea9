"""What lives as long as the server: settings, store, validator, keys, and their start and end."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from collector.errors import BadSettings, CollectorError
from collector.schema_files import Schemas, load
from collector.settings import Settings
from collector.store.store import Store, open_store
from collector.survive import survived
from collector.times import utc_now
from collector.validate import Validator, layers_of
from collector.web.keys import Keys
from collector.web.metrics import Metrics
from collector.web.service import Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = structlog.get_logger(__name__)

#: Seconds between looks at what is over its bounds.
TIDY_INTERVAL = 600.0


SETTINGS = web.AppKey("settings", Settings)
SCHEMAS = web.AppKey("schemas", Schemas)
VALIDATOR = web.AppKey("validator", Validator)
KEYS = web.AppKey("keys", Keys)
METRICS = web.AppKey("metrics", Metrics)
SERVICE = web.AppKey("service", Service)
STORE = web.AppKey("store", Store)

#: Of a request: the name of its API key; not there for an anonymous one.
CLIENT = web.RequestKey("client", str)

#: Of a request: the answer whose status and first lines are on their way already.
STARTED = web.RequestKey("started", web.StreamResponse)

#: Of a request: bytes of its body that `SERVICE` holds until it is answered.
HELD = web.RequestKey("held", int)


def add_values(app: web.Application, settings: Settings) -> None:
    """What needs no end. Raises BadSettings for a broken schema or key file."""
    schemas = load(settings.schemas.paths)
    app[SETTINGS] = settings
    app[SCHEMAS] = schemas
    app[VALIDATOR] = Validator(schemas, layers_of(settings.validation))
    keys_file = Path(settings.keys_file)
    if settings.auth.keys_file and not keys_file.exists():
        raise BadSettings(
            f"There is no key file {keys_file}: make a key (collector keys create NAME), or take "
            "auth.keys_file out of the settings."
        )
    app[KEYS] = Keys(keys_file)
    app[METRICS] = Metrics({key for _, key in schemas.facets})
    app[SERVICE] = Service(settings.ingest.queue_bytes)


@asynccontextmanager
async def store(app: web.Application) -> AsyncIterator[None]:
    """The store; closing it commits what was accepted."""
    metrics = app[METRICS]
    async with open_store(
        app[SETTINGS], metrics.observe_commit, on_rebuild=metrics.observe_rebuild
    ) as opened:
        app[STORE] = opened
        yield


@asynccontextmanager
async def upkeep(app: web.Application) -> AsyncIterator[None]:
    """Retention, bounds of rejections, and snapshots, as long as the server runs."""
    tasks = [asyncio.create_task(_tidy_forever(app))]
    if app[SETTINGS].store.snapshot_every:
        tasks.append(asyncio.create_task(_snapshot_forever(app)))
    yield
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


async def _tidy_forever(app: web.Application) -> None:
    while True:
        with survived("tidying"):
            try:
                await app[STORE].tidy(utc_now())
            except (CollectorError, OSError) as error:
                log.warning("could not tidy the log; trying again later", reason=str(error))
        await app[STORE].wait_for_rejections(TIDY_INTERVAL)


async def _snapshot_forever(app: web.Application) -> None:
    settings = app[SETTINGS].store
    target = Path(settings.snapshot_path)
    while True:
        with survived("snapshots"):
            try:
                size = await app[STORE].snapshot(target)
                log.info("wrote a snapshot", path=settings.snapshot_path, bytes=size)
            except (CollectorError, OSError) as error:
                log.warning("could not write a snapshot; trying again later", reason=str(error))
        await asyncio.sleep(settings.snapshot_every)
