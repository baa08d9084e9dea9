"""Is it alive, is it ready, how is it doing, what is it; and the snapshot."""

from __future__ import annotations

import platform
from importlib.metadata import version as version_of
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from collector import __version__
from collector.errors import Conflict, Malformed
from collector.schema_files import CORE_ID
from collector.store import questions
from collector.store.file_facts import file_facts
from collector.web.answers import json_response
from collector.web.body import read_json
from collector.web.lifecycle import METRICS, SCHEMAS, SERVICE, STORE
from collector.web.openapi import document


async def show_index(_: web.Request) -> web.Response:
    """Where to go from here."""
    return json_response(
        {
            "collector": __version__,
            "ingest": "/api/v1/lineage",
            "events": "/api/v1/events",
            "rejections": "/api/v1/rejections",
            "relations": "/api/v1/sql/schema",
            "schemas": "/schemas",
            "openapi": "/openapi.json",
        }
    )


async def check_alive(_: web.Request) -> web.Response:
    """200 as long as the process answers at all."""
    return json_response({"status": "alive"})


async def check_ready(request: web.Request) -> web.Response:
    """200 while events can be stored; 503 while stopping or when the last commit failed.

    Views that are behind leave it ready: events are stored all the same, and a balancer that took
    the only collector away would lose what is sent meanwhile.
    """
    trouble = _trouble(request.app)
    condition = request.app[STORE].condition
    response = json_response(
        {
            "status": "ready" if trouble is None else "unready",
            "reason": trouble,
            "views": {
                "events_behind": condition.events_unfolded,
                "seconds_behind": round(condition.seconds_unfolded, 3),
            },
        }
    )
    response.set_status(200 if trouble is None else 503)
    return response


async def show_metrics(request: web.Request) -> web.Response:
    """The Prometheus text format."""
    metrics = request.app[METRICS]
    metrics.observe_condition(request.app[STORE].condition, ready=_trouble(request.app) is None)
    return web.Response(
        body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


async def show_version(_: web.Request) -> web.Response:
    """Versions of the collector and of what it stands on."""
    return json_response(
        {
            "collector": __version__,
            "openlineage": CORE_ID.split("/")[-2],
            "duckdb": version_of("duckdb"),
            "python": platform.python_version(),
        }
    )


async def show_openapi(request: web.Request) -> web.Response:
    """This interface, as OpenAPI 3.1."""
    return json_response(document(request.app[SCHEMAS].files[CORE_ID].document))


async def show_store(request: web.Request) -> web.Response:
    """What the log holds and what was taken out of it."""
    store = request.app[STORE]
    return json_response(
        {
            "database": str(store.path),
            "relations": await store.ask(questions.log_summary),
            "removals": await store.ask(questions.removals),
            "file": await store.ask(file_facts),
        }
    )


async def take_snapshot(request: web.Request) -> web.Response:
    """Write a consistent copy of the database to an absolute path on this machine."""
    path = (await read_json(request)).get("path")
    if not isinstance(path, str) or not Path(path).is_absolute() or "\0" in path:
        raise Malformed('"path" must be an absolute path on the machine of the collector.')
    try:
        size = await request.app[STORE].snapshot(Path(path))
    except OSError as error:
        raise Conflict(f"{path} cannot be written: {error.strerror}.") from error
    return json_response({"path": path, "bytes": size})


def _trouble(app: web.Application) -> str | None:
    return "stopping" if app[SERVICE].draining else app[STORE].condition.trouble
